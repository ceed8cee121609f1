import { useId, useState, type FormEvent } from 'react';
import { LanguageField } from '../components/LanguageField';
import { useWords } from '../i18n';
import { register, SignInError, signIn, type Session, type SignInProblem } from '../session';

interface FieldProps {
  label: string;
  name: string;
  type?: string;
  autoComplete: string;
  hint?: string;
}

const Field = ({ label, hint, name, type = 'text', autoComplete }: FieldProps) => {
  const field = useId();
  return (
    <div className="field">
      <label htmlFor={field}>{label}</label>
      <input
        id={field}
        name={name}
        type={type}
        autoComplete={autoComplete}
        required
        aria-describedby={hint ? `${field}-hint` : undefined}
      />
      {hint && (
        <p className="hint" id={`${field}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
};

/** Sign in, or register: the same page turned round. */
export const SignInPage = ({ onSignedIn }: { onSignedIn: (session: Session) => void }) => {
  const { text, language } = useWords();
  const [isNew, setIsNew] = useState(false);
  const [problem, setProblem] = useState<SignInProblem | null>(null);
  const [busy, setBusy] = useState(false);
  const words = isNew ? 'register' : 'signin';

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const value = (name: string) => String(form.get(name) ?? '');
    const password = value('password');
    setBusy(true);
    setProblem(null);
    try {
      const session = isNew
        ? await register({ username: value('username'), email: value('email'), password, language })
        : await signIn(value('identifier'), password);
      onSignedIn(session);
    } catch (error) {
      if (!(error instanceof SignInError)) throw error;
      setProblem(error.problem);
      setBusy(false);
    }
  };

  return (
    <div className="signin">
      <img className="logo" src={`${import.meta.env.BASE_URL}icon.svg`} alt="" />
      <h1 tabIndex={-1}>{text(`${words}.title`)}</h1>
      <p className="lead">{text(`${words}.lead`)}</p>
      <form className="card" onSubmit={(event) => void submit(event)}>
        {isNew ? (
          <>
            <Field label={text('register.name')} name="username" autoComplete="name" />
            <Field label={text('register.email')} name="email" type="email" autoComplete="email" />
          </>
        ) : (
          <Field label={text('signin.identifier')} name="identifier" autoComplete="username" />
        )}
        <Field
          key={words}
          label={text('signin.password')}
          name="password"
          type="password"
          autoComplete={isNew ? 'new-password' : 'current-password'}
          hint={isNew ? text('register.hint') : undefined}
        />
        {problem && (
          <p className="problem" role="alert">
            {text(`problem.${problem}`)}
          </p>
        )}
        <button type="submit" className="button primary wide" disabled={busy}>
          {text(`${words}.submit`)}
        </button>
      </form>
      <p className="turn">
        {text(`${words}.other`)}{' '}
        <button
          type="button"
          className="button quiet"
          onClick={() => {
            setIsNew(!isNew);
            setProblem(null);
          }}
        >
          {text(isNew ? 'signin.submit' : 'register.submit')}
        </button>
      </p>
      <LanguageField />
    </div>
  );
};
