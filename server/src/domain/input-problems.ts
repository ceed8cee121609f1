import { invalid, type DomainError } from './errors';

/** What a schema (yup) says is wrong, alone or with all its parts. */
interface Problem {
  path?: string;
  message: string;
  inner?: Problem[];
}

/** The answer to a wrong input: 400 `input_invalid` with `errors: [{ path, message }]`. */
export const inputInvalid = (error: unknown): DomainError => {
  const problem = error as Problem;
  const problems = problem.inner?.length ? problem.inner : [problem];
  return invalid('input_invalid', problems.map(({ message }) => message).join('; '), {
    errors: problems.map(({ path, message }) => ({ path: path ?? '', message })),
  });
};
