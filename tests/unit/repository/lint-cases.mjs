/**
 * Lints the snippets given on standard input, `[{ file, code }]`, as if they stood in those files, with the repository's own
 * rules. Prints the ids of the rules that each breaks. The rules that need types are off: the files do not exist.
 */
import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const eslint = new ESLint({
  overrideConfig: [
    tseslint.configs.disableTypeChecked,
    {
      languageOptions: { parserOptions: { projectService: false } },
      rules: { '@typescript-eslint/no-unused-vars': 'off' },
    },
  ],
});

const cases = JSON.parse(await text(process.stdin));
const results = await Promise.all(cases.map(({ file, code }) => eslint.lintText(code, { filePath: file })));
process.stdout.write(JSON.stringify(results.map(([{ messages }]) => messages.map(({ ruleId }) => ruleId))));
