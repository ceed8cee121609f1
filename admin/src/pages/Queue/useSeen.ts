import * as React from 'react';

/** Milliseconds between seeing a document and deciding about it: a key that is pressed twice decides once. */
const REST = 500;

/**
 * Whether somebody can have looked at what is in hand: nobody approves a document that is not on the screen yet.
 * @param key of what is in hand; another one has to be seen first
 */
export const useSeen = (key: string | undefined) => {
  const [shown, setShown] = React.useState<string>();
  const [seen, setSeen] = React.useState<string>();
  const isShown = key !== undefined && shown === key;

  React.useEffect(() => {
    if (!isShown) return undefined;
    const timer = setTimeout(() => setSeen(key), REST);
    return () => clearTimeout(timer);
  }, [isShown, key]);

  return {
    isSeen: isShown && seen === key,
    /** The document, or why there is none, is on the screen. */
    onShown: React.useCallback(() => setShown(key), [key]),
  };
};
