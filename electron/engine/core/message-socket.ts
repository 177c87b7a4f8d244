import type { Socket } from 'node:net';
import { deserialize, serialize } from 'node:v8';

const LENGTH_BYTES = 4;

/**
 * Sends values over a local socket as structured clones, each behind its length in bytes (32 bits, little-endian): what
 * `child_process.fork` does over its own channel. Arrays that arrive may be views of larger memory.
 * @param onMessage told each value that arrives
 * @returns sends a value; `then` is called when it has been handed to the system
 */
export function messageSocket(
  socket: Socket,
  onMessage: (message: unknown) => void,
): (message: unknown, then?: () => void) => void {
  let chunks: Buffer[] = [];
  let held = 0;
  let wanted = LENGTH_BYTES;
  let isBody = false;
  const take = (): Buffer => {
    const all = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    const rest = all.subarray(wanted);
    chunks = rest.length > 0 ? [rest] : [];
    held = rest.length;
    return all.subarray(0, wanted);
  };
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    held += chunk.length;
    while (held >= wanted) {
      const bytes = take();
      wanted = isBody ? LENGTH_BYTES : bytes.readUInt32LE();
      if (isBody) onMessage(deserialize(bytes));
      isBody = !isBody;
    }
  });
  return (message, then) => {
    const body = serialize(message);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(body.length);
    socket.write(length);
    socket.write(body, then && (() => then()));
  };
}
