import { loggable } from '../../../server/src/answers/errors';

const shown = (error: unknown): string => {
  const told = loggable(error) as Error;
  return `${told.message} ${told.stack}`;
};

/** Knex puts the statement with its values before whatever the driver says. */
const ofStatement = (code?: string) =>
  Object.assign(new Error("update `certificates` set `notes` = 'Left knee' - Connection terminated unexpectedly"), {
    code,
  });

describe('what goes into the log of an unexpected error', () => {
  it.each([[undefined], ['57P01'], ['PROTOCOL_CONNECTION_LOST'], ['ECONNRESET'], ['SQLITE_FULL'], ['ER_DUP_ENTRY']])(
    'is no value of a statement that failed with %s',
    (code) => {
      expect(shown(ofStatement(code))).not.toContain('Left knee');
      expect(shown(ofStatement(code))).toContain(`unexpected (${code ?? 'Error'})`);
    }
  );

  it('is no name of a file, nor what a function of Node’s was given', () => {
    const missing = Object.assign(new Error("ENOENT: no such file, open '/data/Ana García.pdf'"), { code: 'ENOENT' });
    const wrong = Object.assign(new TypeError("Received 'Ana García'"), { code: 'ERR_INVALID_ARG_TYPE' });
    for (const error of [missing, wrong]) expect(shown(error)).not.toContain('Ana');
  });

  it('is where it happened', () => {
    expect(shown(ofStatement())).toMatch(/\n\s+at .*loggable\.test/);
  });

  it('is the whole of a mistake in the code', () => {
    const mistake = new TypeError("Cannot read properties of undefined (reading 'id')");
    expect(loggable(mistake)).toBe(mistake);
  });
});
