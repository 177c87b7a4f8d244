const painters = new Set<() => void>();
let isAsked = false;

/** Has all panes drawn before the browser paints next. */
export function requestDraw(): void {
  if (isAsked) return;
  isAsked = true;
  requestAnimationFrame(() => {
    isAsked = false;
    for (const paint of painters) paint();
  });
}

/** Calls a function whenever panes are to be drawn; returns how to end that. */
export function onDraw(paint: () => void): () => void {
  painters.add(paint);
  requestDraw();
  return () => painters.delete(paint);
}
