import type { Locale } from '../locale';
import { escapeHtml, oneLine } from './format';
import { fill, languageTexts, renderText } from './render';
import type { TextKey, TextOverrides, TextView } from './types';

/** A message ready to be addressed. */
export interface MailContent {
  subject: string;
  text: string;
  html: string;
}

export interface MailInput {
  key: TextKey;
  locale: Locale;
  view: TextView;
  overrides?: TextOverrides;
}

/** Schemes that a link may not have: they run something instead of opening an app or a page. */
const isLink = (url: string): boolean =>
  /^[a-z][a-z0-9+.-]*:/i.test(url) && !/^(javascript|data|vbscript|file):/i.test(url);

/**
 * Composes a mail: greeting, text, link to the client app, who writes. Both forms say the same; the HTML one is made
 * from the plain one, so that values are escaped in one place.
 */
export const composeMail = ({ key, locale, view, overrides }: MailInput): MailContent => {
  const words = languageTexts(locale);
  const { subject, text } = renderText(key, locale, view, overrides);
  const toStaff = key === 'certificate.submitted';
  const greeting = view.clientName && !toStaff ? oneLine(fill(words.greeting, view)) : '';
  const url = !toStaff && isLink(view.appUrl) ? view.appUrl : '';
  const sender = [view.centerName, view.organisation].filter((name, at, all) => name && all.indexOf(name) === at);
  const footer = toStaff ? '' : words.footer;
  return {
    subject,
    text: [
      greeting,
      text,
      url && `${words.openApp}${locale === 'fr' ? '\u00a0' : ''}: ${url}`,
      sender.join(' · '),
      footer,
    ]
      .filter(Boolean)
      .join('\n\n')
      .concat('\n'),
    html: page({ locale, subject, greeting, text, link: url ? { url, label: words.openApp } : null, sender, footer }),
  };
};

const paragraph = (lines: string[]): string =>
  lines.length === 0 ? '' : `<p style="margin:0 0 16px">${lines.map(escapeHtml).join('<br>')}</p>`;

const list = (items: string[]): string =>
  items.length === 0
    ? ''
    : `<ul style="margin:0 0 16px;padding-left:24px">${items
        .map((item) => `<li style="margin:0 0 4px">${escapeHtml(item.slice(2))}</li>`)
        .join('')}</ul>`;

/** Plain text as HTML: an empty line ends a paragraph, lines that start with `- ` are a list. */
const textToHtml = (text: string): string =>
  text
    .split(/\n\s*\n/)
    .map((block) => {
      const lines = block.split('\n').filter((line) => line.trim() !== '');
      const from = lines.findIndex((line) => line.startsWith('- '));
      if (from === -1) return paragraph(lines);
      const after = lines.slice(from).findIndex((line) => !line.startsWith('- '));
      const to = after === -1 ? lines.length : from + after;
      return paragraph(lines.slice(0, from)) + list(lines.slice(from, to)) + paragraph(lines.slice(to));
    })
    .join('\n');

interface Page {
  locale: Locale;
  subject: string;
  greeting: string;
  text: string;
  link: { url: string; label: string } | null;
  sender: string[];
  footer: string;
}

/**
 * Where mail readers are dark and mind what a mail says of it; the others keep or turn the colours of the page itself.
 * Of these rules none is needed for reading.
 */
const DARK = `<style>
@media (prefers-color-scheme: dark) {
.page { background: #181826 !important; color: #f6f6f9 !important }
.card { background: #212134 !important; border-color: #4a4a6a !important }
.foot { color: #c0c0cf !important }
}
</style>`;

/**
 * One column, no images, no scripts, nothing fetched; the colours keep a contrast of at least 7 to 1 for text and 5 to
 * 1 for the button, on light and on dark, and the language is told to screen readers. A name without a space to break it
 * does not widen the page.
 */
const page = ({ locale, subject, greeting, text, link, sender, footer }: Page): string => `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(subject)}</title>
${DARK}
</head>
<body class="page" style="margin:0;padding:0;background:#f6f6f9;color:#212134;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;overflow-wrap:anywhere;word-break:break-word">
<div role="article" lang="${locale}" style="max-width:560px;margin:0 auto;padding:24px">
<main class="card" style="background:#ffffff;border:1px solid #dcdce4;border-radius:8px;padding:24px">
<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">${escapeHtml(subject)}</h1>
${paragraph(greeting ? [greeting] : [])}
${textToHtml(text)}
${
  link
    ? `<p style="margin:24px 0 0"><a href="${escapeHtml(link.url)}" style="display:inline-block;padding:12px 20px;border-radius:4px;background:#4945ff;color:#ffffff;text-decoration:none;font-weight:bold">${escapeHtml(link.label)}</a></p>`
    : ''
}
</main>
<footer class="foot" style="padding:16px 24px;color:#4a4a6a;font-size:14px">
${paragraph(sender.length > 0 ? [sender.join(' · ')] : [])}
${paragraph(footer ? [footer] : [])}
</footer>
</div>
</body>
</html>
`;
