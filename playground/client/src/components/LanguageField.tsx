import { useId } from 'react';
import { LANGUAGES, useWords, type Language } from '../i18n';

export const LanguageField = () => {
  const { text, language, setLanguage } = useWords();
  const field = useId();
  return (
    <div className="field">
      <label htmlFor={field}>{text('language')}</label>
      <select id={field} value={language} onChange={({ target }) => setLanguage(target.value as Language)}>
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
};
