export * from './app.ts';
export * from './common.ts';
export * from './jobs.ts';
export * from './products.ts';
