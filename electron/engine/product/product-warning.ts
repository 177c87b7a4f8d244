/** Something that the user should know about a product that could be opened all the same. */
export interface ProductWarning {
  readonly code:
    | 'band-missing'
    | 'band-unreadable'
    /** A folder of the product that the system does not let anyone list. */
    | 'folder-unreadable'
    | 'metadata'
    /** Bytes of a file are not those that it was delivered with. */
    | 'altered'
    /** Reflectances that are unlikely as a whole. */
    | 'radiometry'
    | 'low-sun'
    | 'season'
    | 'region'
    | 'snow'
    | 'partial-swath'
    | 'other';
  readonly message: string;
  readonly file?: string;
  /** Names of the files that it is about, where the sentence leaves them out. */
  readonly files?: readonly string[];
}
