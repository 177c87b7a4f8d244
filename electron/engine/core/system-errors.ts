interface Trouble {
  /** What is wrong with a file or folder, as it follows its name. */
  readonly what: string;
  /** The same as a reason: `FILE could not be kept: the disk is full`. */
  readonly why: string;
  readonly remedy: string;
}

/** Errors of the operating system that a disk or a folder is to blame for, by their code. */
const TROUBLES: Readonly<Record<string, Trouble>> = {
  ENOSPC: {
    what: 'is on a disk that is full',
    why: 'the disk is full',
    remedy: 'Free some space or choose another folder.',
  },
  EDQUOT: {
    what: 'is on a disk where your quota is used up',
    why: 'the quota is used up',
    remedy: 'Free some space or choose another folder.',
  },
  EROFS: {
    what: 'is on a read-only disk',
    why: 'the disk is read-only',
    remedy: 'Choose a folder on a disk that can be written to.',
  },
  EACCES: {
    what: 'may not be written to',
    why: 'it may not be written to',
    remedy: 'Choose a folder that you may write to.',
  },
  EPERM: {
    what: 'may not be written to',
    why: 'it may not be written to',
    remedy: 'Choose a folder that you may write to, and close programs that hold the file open.',
  },
  EIO: {
    what: 'could not be written, the disk reports an error',
    why: 'the disk reports an error',
    remedy: 'Check the disk or choose another folder.',
  },
  ESTALE: {
    what: 'was lost by its network disk',
    why: 'the network disk has lost it',
    remedy: 'Try again; if it comes back, mount the disk anew.',
  },
  ENOENT: { what: 'is not there (any more)', why: 'it is not there', remedy: 'Choose a folder that exists.' },
  ENOTDIR: { what: 'is not a folder', why: 'it is not a folder', remedy: 'Choose a folder.' },
  EBUSY: {
    what: 'is held open by another program',
    why: 'another program holds it open',
    remedy: 'Close the file there and export again.',
  },
  ENAMETOOLONG: {
    what: 'has a name that is too long for this disk',
    why: 'its name is too long for this disk',
    remedy: 'Choose a shorter folder name.',
  },
};

/** What an error of the operating system means for a file or folder; undefined where nothing is known of its code. */
export function troubleOf(code: string): Trouble | undefined {
  return TROUBLES[code];
}

/** Why a file could not be used, in words that follow a colon or stand in brackets; the code itself where it has none. */
export function reasonOf(code: string): string {
  return TROUBLES[code]?.why ?? code;
}
