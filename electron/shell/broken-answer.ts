import type { ServerResponse } from 'node:http';

/**
 * An answer whose rest may never come, because the engine dies while it gives it. The server in front of the browser takes
 * such an error for a defect and prints its stack; here the connection is cut, which every client notices, and no more.
 * @param outgoing what the answer is written to; none in Electron, whose own protocol fails where the body does
 */
export function cutWhereBroken(answer: Response, outgoing: ServerResponse | undefined): Response {
  if (!answer.body || !outgoing) return answer;
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch {
        outgoing.destroy();
        // Whoever writes the answer cancels it now; an error or an end would be written.
        await new Promise(() => undefined);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(body, answer);
}
