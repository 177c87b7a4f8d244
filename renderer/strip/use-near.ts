import { type RefObject, useEffect, useState } from 'react';

/** So far beyond the row's ends a chip counts as near: scrolling finds its picture there. */
const MARGIN_PIXELS = 400;

/** Whether an element has been in or near the visible part of the row that it stands in; from then on it stays so. */
export function useNear(element: RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(typeof IntersectionObserver === 'undefined');
  useEffect(() => {
    const here = element.current;
    if (isNear || !here) return;
    const root = here.closest('.dates');
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      { root, rootMargin: `0px ${MARGIN_PIXELS}px` },
    );
    observer.observe(here);
    return () => observer.disconnect();
  }, [element, isNear]);
  return isNear;
}
