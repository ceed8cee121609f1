import * as React from 'react';

/** Milliseconds in which what was done in a dialog may still take away the button that opened it. */
const SETTLING = 5_000;

/** What opened a dialog: of a menu, which closes meanwhile, its button. */
const openerOf = (element: Element | null): HTMLElement | null => {
  const menu = element?.closest('[role="menu"]');
  const opener = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : element;
  return opener instanceof HTMLElement && opener !== document.body ? opener : null;
};

const canTakeFocus = (element: HTMLElement): boolean =>
  element.isConnected && !element.matches(':disabled') && element.getClientRects().length > 0;

/** Where somebody reads on whose button is gone: the dialog below, else the page's own part. */
const focusContent = () => {
  const dialogs = document.querySelectorAll<HTMLElement>('[role="dialog"], [role="alertdialog"]');
  const content = dialogs.item(dialogs.length - 1) ?? document.querySelector<HTMLElement>('main');
  content?.focus({ preventScroll: true });
};

const returnFocus = (opener: HTMLElement | null): void => {
  if (!opener || !canTakeFocus(opener)) return focusContent();
  opener.focus();
  const observer = new MutationObserver(() => {
    if (canTakeFocus(opener)) return;
    observer.disconnect();
    // Who has gone on to something else is left there.
    if ([document.body, opener, null].includes(document.activeElement as HTMLElement | null)) focusContent();
  });
  observer.observe(document.body, { attributeFilter: ['disabled'], childList: true, subtree: true });
  setTimeout(() => observer.disconnect(), SETTLING);
};

/**
 * The focus goes back to what opened a dialog. The design system's dialogs do that for a trigger of their own; these are
 * opened by the page's state.
 * @returns for the `onCloseAutoFocus` of a dialog's content
 */
export const useReturnFocus = (): ((event: Event) => void) => {
  const [opener] = React.useState(() => openerOf(document.activeElement));
  return React.useCallback(
    (event) => {
      event.preventDefault();
      returnFocus(opener);
    },
    [opener]
  );
};
