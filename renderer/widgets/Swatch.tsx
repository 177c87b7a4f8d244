/** A class's colour as it is drawn; missing is hatched, clear is empty. */
export function Swatch({ colour, hatched }: { readonly colour: string | null; readonly hatched?: boolean }) {
  return (
    <span
      className={`swatch${hatched ? ' hatched' : ''}`}
      style={colour && !hatched ? { background: colour } : undefined}
      aria-hidden
    />
  );
}
