/** Who is signed in, on this device. Signing in is Strapi's own (users-permissions), not the plugin's. */
export interface Session {
  jwt: string;
  user: { username: string; email: string };
}

const KEY = 'certificates.session';
export const API_URL = '';

export const storedSession = (): Session | null => {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null') as Session | null;
  } catch {
    return null;
  }
};

export const storeSession = (session: Session | null): void => {
  if (session) localStorage.setItem(KEY, JSON.stringify(session));
  else localStorage.removeItem(KEY);
};

export type SignInProblem = 'credentials' | 'taken' | 'password' | 'unconfirmed' | 'blocked' | 'network' | 'unknown';

export class SignInError extends Error {
  constructor(readonly problem: SignInProblem) {
    super(problem);
  }
}

interface StrapiAnswer {
  jwt?: string;
  user?: Session['user'];
  error?: { message: string; details?: { errors?: { path: string[] }[] } };
}

/** Strapi has no stable word here, only sentences. */
const problemOf = ({ error }: StrapiAnswer): SignInProblem => {
  const message = error?.message ?? '';
  if (/invalid identifier/i.test(message)) return 'credentials';
  if (/already taken/i.test(message)) return 'taken';
  if (/not confirmed/i.test(message)) return 'unconfirmed';
  if (/blocked/i.test(message)) return 'blocked';
  if (/password/i.test(message)) return 'password';
  return 'unknown';
};

const post = async (path: string, body: object): Promise<Session> => {
  let answer: StrapiAnswer;
  try {
    const response = await fetch(`${API_URL}/api/auth/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    answer = (await response.json()) as StrapiAnswer;
  } catch {
    throw new SignInError('network');
  }
  const { jwt, user } = answer;
  // Where Strapi asks for a confirmed address, it answers a registration without a token.
  if (user && !jwt) throw new SignInError('unconfirmed');
  if (!user || !jwt) throw new SignInError(problemOf(answer));
  return { jwt, user: { username: user.username, email: user.email } };
};

export const signIn = (identifier: string, password: string): Promise<Session> =>
  post('local', { identifier, password });

/** @param person `language` is that of the messages */
export const register = (person: {
  username: string;
  email: string;
  password: string;
  language: string;
}): Promise<Session> => post('local/register', person);
