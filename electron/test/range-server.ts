import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** How a server behaves. */
export interface Manners {
  /** Gives whole files only. */
  ranges?: boolean;
  /** Answers so many bytes and ends the connection, the first so many times. */
  breaksOff?: { after: number; times: number };
  /** Answers 503 the first so many times. */
  busy?: number;
  /** Where paths are redirected to. */
  redirect?: (path: string) => string | null;
  etag?: () => string;
  /** Says that the part that is asked for lies beyond the file, except for the first bytes. */
  shrunk?: boolean;
  /** Sends a part in so many pieces, with a pause before each. */
  slow?: { pieces: number; pauseMs: number };
  /** Answers another part than is asked for. */
  wrongPart?: boolean;
}

/** A server of the files of a folder, with parts of files as HTTP has them. */
export interface RangeServer {
  readonly url: string;
  readonly requests: string[];
  manners: Manners;
  close(): Promise<void>;
}

export async function serveRanges(folder: string): Promise<RangeServer> {
  const requests: string[] = [];
  const state = { manners: {} as Manners };
  const server = createServer((request, response) => {
    requests.push(`${request.url} ${request.headers.range ?? 'whole'}`);
    answer(folder, state.manners, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get manners() {
      return state.manners;
    },
    set manners(manners) {
      state.manners = manners;
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

async function answer(folder: string, manners: Manners, request: IncomingMessage, response: ServerResponse) {
  const path = decodeURIComponent(new URL(request.url!, 'http://x').pathname);
  const to = manners.redirect?.(path);
  if (to) return void response.writeHead(302, { location: to }).end();
  if (manners.busy) {
    manners.busy--;
    return void response.writeHead(503).end();
  }
  const file = join(folder, path);
  const stats = await stat(file).catch(() => null);
  if (!stats?.isFile()) return void response.writeHead(404).end();
  const { size } = stats;
  const etag = manners.etag?.() ?? `"${size}"`;
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
  if (!range || manners.ranges === false) {
    response.writeHead(200, { 'content-length': size, etag });
    return void createReadStream(file).pipe(response);
  }
  const start = Number(range[1]) + (manners.wrongPart ? 1 : 0);
  const end = Math.min(Number(range[2]), size - 1);
  if (start >= size || (manners.shrunk && start > 0)) {
    return void response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
  }
  const length = end - start + 1;
  response.writeHead(206, { 'content-length': length, 'content-range': `bytes ${start}-${end}/${size}`, etag });
  if (manners.breaksOff && manners.breaksOff.times > 0 && length > manners.breaksOff.after) {
    manners.breaksOff.times--;
    const stream = createReadStream(file, { start, end: start + manners.breaksOff.after - 1 });
    stream.on('data', (piece) => response.write(piece));
    return void stream.on('end', () => setTimeout(() => response.destroy(), 20));
  }
  if (manners.slow) return sendSlowly(await readFile(file), [start, end + 1], manners.slow, response);
  createReadStream(file, { start, end }).pipe(response);
}

async function sendSlowly(
  bytes: Buffer,
  [start, end]: readonly [number, number],
  { pieces, pauseMs }: NonNullable<Manners['slow']>,
  response: ServerResponse,
): Promise<void> {
  const step = Math.ceil((end - start) / pieces);
  for (let at = start; at < end; at += step) {
    await new Promise((done) => setTimeout(done, pauseMs));
    response.write(bytes.subarray(at, Math.min(end, at + step)));
  }
  response.end();
}

/** What work that reads from the server comes to: `done`, or the error's sentence and remedy. */
export const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: Error & { remedy?: string }) => `${error.message} ${error.remedy ?? ''}`,
  );
