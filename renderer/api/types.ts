export type * from '../../electron/engine/api/contract/index.ts';
export type * from '../../electron/engine/api/contract/shell.ts';
