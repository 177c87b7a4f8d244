/** The command line's options by the names of the fields that the window has for them. */
const FIELDS: Readonly<Record<string, string>> = {
  bands: 'Bands',
  level: 'Level',
  scale: 'Scale',
  offset: 'Offset',
  'pixel-size': 'Pixel size',
  mapping: 'Codes',
  grid: 'Grid',
};

/** A sentence of the engine as the window says it: "say --scale 1" is "say Scale 1" beside a field of that name. */
export function inWindowWords(text: string): string {
  return text
    .replaceAll(
      /--(bands) ([^\s)]+)/g,
      (_, option: string, list: string) => `${FIELDS[option]} ${list.replaceAll(',', ', ').trim()}`,
    )
    .replaceAll(
      /--(bands|level|scale|offset|pixel-size|mapping|grid)\b/g,
      (_, option: string) => FIELDS[option] ?? option,
    );
}
