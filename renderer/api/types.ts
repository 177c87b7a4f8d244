export type * from '../../electron/engine/contract/index.ts';
export type * from '../../electron/engine/contract/shell.ts';
