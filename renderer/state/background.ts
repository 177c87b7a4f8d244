/** The service behind an address of map tiles, as it is named to the user; the address itself where it has no host. */
export function serviceName(template: string): string {
  try {
    return new URL(template).host || template;
  } catch {
    return template;
  }
}
