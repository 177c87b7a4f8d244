import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

/**
 * Who may use the browser shell. Cookies know neither ports nor, in other servers' hands, owners: a browser sends the cookie
 * of 127.0.0.1 to every server on it (RFC 6265, 8.5). So everything lies below a path that cannot be guessed, which the
 * cookie is bound to: no other server is asked for that path, and two shells do not overwrite each other's cookies.
 */
export interface Access {
  /** Path below which everything is served, with a slash at both ends. */
  readonly base: string;
  /** Path and query of the entrance, which sets the cookie. */
  readonly entrance: string;
  /** Refuses strange hosts and origins and, but for the entrance, requests without the cookie. */
  readonly guard: MiddlewareHandler;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** @param port the server's own, which tells the cookies of several shells apart; known once it listens */
export function createAccess(port: () => number): Access {
  const token = randomBytes(24).toString('base64url');
  const base = `/${randomBytes(18).toString('base64url')}/`;
  const matches = (given: string | undefined): boolean => {
    const bytes = Buffer.from(given ?? '');
    return bytes.length === token.length && timingSafeEqual(bytes, Buffer.from(token));
  };
  return {
    base,
    entrance: `${base}?token=${token}`,
    async guard(context, next) {
      const host = context.req.header('host');
      if (!LOOPBACK.includes((host ?? '').replace(/:\d+$/, ''))) return refuse(context, 403, 'Wrong host.');
      const origin = context.req.header('origin');
      if (origin !== undefined && origin !== `http://${host}`) return refuse(context, 403, 'Wrong origin.');
      const name = `nephoscope-${port()}`;
      if (context.req.path === base && matches(context.req.query('token'))) {
        setCookie(context, name, token, { httpOnly: true, sameSite: 'Strict', path: base });
        return context.redirect(base);
      }
      if (!context.req.path.startsWith(base) || !matches(getCookie(context, name)))
        return refuse(context, 401, 'This address belongs to no Nephoscope that runs now.', ENTER);
      await next();
      return undefined;
    },
  };
}

const ENTER = 'Open the address that Nephoscope printed when it started; it carries the token.';

/** The contract's `ErrorBody`, or a page where a person asked for one. */
function refuse(context: Context, status: 401 | 403, message: string, remedy?: string): Response {
  const isPage = context.req.header('accept')?.includes('text/html') ?? false;
  if (!isPage) return context.json({ error: { name: 'AccessError', message, ...(remedy && { remedy }) } }, status);
  return context.html(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Nephoscope</title><h1>Nephoscope</h1><p>${message}</p><p>${remedy ?? ''}</p></html>`,
    status,
    { 'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'cache-control': 'no-store' },
  );
}
