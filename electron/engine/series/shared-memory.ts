/** Gives shared memory of at least so many bytes; what the use before left stands in it. */
export type SharedMemory = (bytes: number) => SharedArrayBuffer;

/**
 * Shared memory that one use takes after the other, grown to the largest. A thread holds what it was given until it looks
 * for garbage, which an idle one never does: with new memory for each block, threads that live on would hold all blocks.
 */
export function createSharedMemory(): SharedMemory {
  let memory = new SharedArrayBuffer(0);
  return (bytes) => {
    if (memory.byteLength < bytes) memory = new SharedArrayBuffer(bytes);
    return memory;
  };
}
