/** The part of gdal3.js's Emscripten module that the GDAL worker and the raster reader use; the package types only its wrapper. */
declare module 'gdal3.js/build/package/gdal3WebAssembly.js' {
  interface EmscriptenFileSystem {
    mkdir(path: string): void;
    readdir(path: string): string[];
    readFile(path: string): Uint8Array<ArrayBuffer>;
    unlink(path: string): void;
    mount(type: unknown, options: { root: string }, mountPoint: string): void;
    unmount(mountPoint: string): void;
  }

  export interface GdalModule {
    readonly FS: EmscriptenFileSystem;
    readonly NODEFS: unknown;
    ccall(name: string, result: 'number' | null, types: readonly string[], values: readonly unknown[]): number;
    ccall(name: string, result: 'string', types: readonly string[], values: readonly unknown[]): string;

    addFunction(callback: (...values: number[]) => number, signature: string): number;
    lengthBytesUTF8(text: string): number;
    stringToUTF8(text: string, pointer: number, capacity: number): void;
    setValue(pointer: number, value: number, type: '*' | 'i32'): void;
    _malloc(size: number): number;
    _free(pointer: number): void;
  }

  export interface GdalModuleOptions {
    print(line: string): void;
    printErr(line: string): void;
    locateFile(name: string): string;
    instantiateWasm(
      imports: WebAssembly.Imports,
      receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object;
    preRun: ((module: { ENV: Record<string, string> }) => void)[];
  }

  export default function createGdalModule(options: GdalModuleOptions): Promise<GdalModule>;
}
