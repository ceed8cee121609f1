/**
 * Writes docs/configuration.md from the keys, types and comments in server/src/config/types.ts and the defaults beside it.
 * `--check` only says whether the page is what it would write.
 */
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { fail, root } from './setup.mjs';

const page = path.join(root, 'docs/configuration.md');
const source = (name) => fs.readFileSync(path.join(root, 'server/src/config', name), 'utf8');

/** The default export of what a source says, without its imports, which are types alone. */
const load = (name) => {
  const { outputText } = ts.transpileModule(source(name), {
    compilerOptions: { module: 'CommonJS', target: 'ES2022' },
  });
  const exports = {};
  new Function('exports', 'require', outputText)(exports, () => ({}));
  return exports;
};

const types = ts.createSourceFile('types.ts', source('types.ts'), ts.ScriptTarget.ES2022, true);

const commentOf = (member) =>
  ts
    .getJSDocCommentsAndTags(member)
    .map(({ comment }) => comment)
    .join(' ')
    .replace(/\s+/g, ' ');

/** The object that a key takes: always a group of keys, or, beside `null`, one whose keys are explained. */
const objectIn = (type) => {
  if (ts.isTypeLiteralNode(type)) return type;
  const alternatives = ts.isUnionTypeNode(type) ? type.types : [];
  return alternatives.find((one) => ts.isTypeLiteralNode(one) && one.members.every(commentOf));
};

const typeText = (type) =>
  ts.isUnionTypeNode(type) && objectIn(type) ? 'object or `null`' : `\`${type.getText().replace(/\s+/g, ' ')}\``;

const rowsOf = (members, above) =>
  members.flatMap((member) => {
    const key = [...above, member.name.getText()];
    const inner = objectIn(member.type);
    const isGroup = inner && inner === member.type;
    const comment = commentOf(member);
    if (!isGroup && !comment) throw new Error(`${key.join('.')} in server/src/config/types.ts says nothing of itself`);
    return [
      ...(isGroup ? [] : [{ key, type: typeText(member.type), comment }]),
      ...(inner ? rowsOf(inner.members, key) : []),
    ];
  });

const declaration = types.statements.find(ts.isInterfaceDeclaration);
const [, clientRoles] = /const CLIENT_ROLES = (\[.*\]);/.exec(source('index.ts'));
const defaults = { ...load('defaults.ts').defaults(), grantClientRoles: JSON.parse(clientRoles.replaceAll("'", '"')) };

const defaultOf = (key) => {
  let value = defaults;
  for (const name of key) {
    if (value === null || value === undefined || !(name in value)) return '-';
    value = value[name];
  }
  return `\`${JSON.stringify(value).replaceAll('"', "'")}\``;
};

const table = rowsOf(declaration.members, []).map(
  ({ key, type, comment }) =>
    `| \`${key.join('.')}\` | ${type.replaceAll('|', '\\|')} | ${defaultOf(key)} | ${comment.replaceAll('|', '\\|')} |`
);

const text = `# Configuration

Under \`certificates.config\` in \`config/plugins\`. Everything has a default; a wrong value, or a key that there is not, ends
the start with a message that names the key. A \`-\` in place of a default: needed where the object above it is given, or
not set.

This page is made by \`node scripts/config-reference.mjs\` from the plugin's own types and defaults.

| key | takes | default | what |
| --- | --- | --- | --- |
${table.join('\n')}

For example:

\`\`\`ts
// config/plugins.ts
export default ({ env }) => ({
  certificates: {
    enabled: true,
    config: {
      timeZone: 'Europe/Madrid',
      locale: 'es',
      clients: { localeField: 'language' },
      notifications: {
        organisation: 'Gimnasio Centro',
        clientAppUrl: 'https://app.example.com',
        push: {
          webPush: {
            publicKey: env('VAPID_PUBLIC_KEY'),
            privateKey: env('VAPID_PRIVATE_KEY'),
            subject: 'mailto:push@example.com',
          },
        },
      },
      retention: { historyDays: 1825 },
    },
  },
});
\`\`\`

More on [notifications](notifications.md), [documents and retention](operations.md), [several instances](scaling.md).
`;

if (!process.argv.includes('--check')) fs.writeFileSync(page, text);
else if (!fs.existsSync(page) || fs.readFileSync(page, 'utf8') !== text) {
  fail(new Error('docs/configuration.md is not what the configuration is: node scripts/config-reference.mjs'));
}
