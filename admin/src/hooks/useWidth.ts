import * as React from 'react';

/** How wide an element is (CSS pixels), now and whenever that changes; 0 until it is on the page. */
export const useWidth = <T extends HTMLElement>(): [React.RefObject<T>, number] => {
  const ref = React.useRef<T>(null);
  const [width, setWidth] = React.useState(0);

  // Before the browser paints: what depends on the width does not jump.
  React.useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  return [ref, width];
};
