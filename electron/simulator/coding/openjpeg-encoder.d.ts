/** The whole of OpenJPEG compiled to WebAssembly, of which the encoder is used; the package brings no types. */
declare module '@cornerstonejs/codec-openjpeg/wasmjs' {
  export interface J2KEncoder {
    getDecodedBuffer(frame: {
      width: number;
      height: number;
      bitsPerSample: number;
      componentCount: number;
      isSigned: boolean;
    }): Uint8Array;
    getEncodedBuffer(): Uint8Array;
    encode(): void;
    setDecompositions(levels: number): void;
    setQuality(lossless: boolean, quality: number): void;
    setProgressionOrder(order: number): void;
    delete(): void;
  }

  export interface OpenJpegModule {
    J2KEncoder: new () => J2KEncoder;
  }

  export default function createModule(options: {
    wasmBinary: Uint8Array;
    print(line: string): void;
    printErr(line: string): void;
  }): Promise<OpenJpegModule>;
}
