import type { Page } from '../browser';

/** Working the panel without a pointer. */
export const keyboard = (page: Page) => {
  /** What has the focus: its kind and name. */
  const focused = () =>
    page.evaluate<string>(`(() => {
      const { activeElement: element } = document;
      if (!element || element === document.body) return 'nothing';
      const name = element.getAttribute('aria-label') ?? (element.labels?.[0] ?? element).textContent ?? '';
      return element.tagName.toLowerCase() + ' ' + name.slice(0, 120).trim();
    })()`);

  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  /** Goes on by Tab to what is called so. @throws where there is no such thing within reach */
  const tabTo = async (name: RegExp): Promise<void> => {
    const passed: string[] = [];
    for (let presses = 0; presses < 60; presses += 1) {
      await press('Tab');
      const found = await focused();
      if (name.test(found)) return;
      passed.push(found);
    }
    throw new Error(`Tab does not lead to ${name}, but to: ${passed.join(', ')}`);
  };

  /** As the panel's own link "Skip to content" does. */
  const skipToContent = () => page.locator('main').first().focus();

  return { focused, press, tabTo, skipToContent };
};
