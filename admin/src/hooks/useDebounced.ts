import * as React from 'react';

/** The value once it has stood still for a while (milliseconds). */
export const useDebounced = <T>(value: T, delay = 300): T => {
  const [settled, setSettled] = React.useState(value);
  React.useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return settled;
};
