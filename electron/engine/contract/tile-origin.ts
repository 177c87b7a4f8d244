const PLACES = ['{z}', '{x}', '{y}'];
/** Nothing in the host can end or extend a directive of a content security policy. */
const ADDRESS = /^(https?:\/\/[a-z0-9.-]+(?::\d{1,5})?)\/[^\s"'<>]*$/i;

/** Scheme, host and port of the service behind a template; null where it is no address of map tiles. */
export function tileOrigin(template: string): string | null {
  const origin = ADDRESS.exec(template)?.[1];
  return origin !== undefined && PLACES.every((place) => template.includes(place)) ? origin : null;
}
