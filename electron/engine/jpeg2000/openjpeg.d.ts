/** The decoding half of OpenJPEG compiled to WebAssembly; the package brings no types. */
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  export interface J2KDecoder {
    getEncodedBuffer(length: number): Uint8Array;
    decodeSubResolution(reduce: number, layers: number): void;
    getDecodedBuffer(): Uint8ClampedArray;
    delete(): void;
  }

  export interface OpenJpegModule {
    J2KDecoder: new () => J2KDecoder;
    HEAPU8: Uint8Array;
  }

  export default function createModule(options: {
    print(line: string): void;
    printErr(line: string): void;
    /** The program, where it is not to be looked for beside the module. */
    wasmBinary?: Uint8Array;
  }): Promise<OpenJpegModule>;
}
