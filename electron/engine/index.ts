export interface EngineOptions {
  readonly modelsFolder: string;
  readonly samplesFolder: string;
  readonly cacheFolder: string;
  readonly stateFolder: string;
  readonly sessionFolder?: string;
  readonly threads?: number;
}

export interface Engine {
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

export async function createEngine(_options: EngineOptions): Promise<Engine> {
  throw new Error('The engine is not assembled yet.');
}
