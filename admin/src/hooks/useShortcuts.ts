import * as React from 'react';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest('input, textarea, select, [role="combobox"], [role="listbox"]') !== null);

/**
 * Single keys for those who do this all day. They rest while somebody types, while a dialog or menu is open, and while a
 * key is held down: nobody approves ten certificates by leaning on the keyboard.
 */
export const useShortcuts = (shortcuts: Record<string, () => unknown>, isOn: boolean): void => {
  const latest = React.useRef(shortcuts);
  React.useEffect(() => {
    latest.current = shortcuts;
  });

  React.useEffect(() => {
    if (!isOn) return undefined;
    const listen = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]'))
        return;
      const act = latest.current[event.key.toLowerCase()];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [isOn]);
};
