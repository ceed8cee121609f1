import * as React from 'react';
import { Searchbar, SearchForm } from '@strapi/design-system';

import { useTranslate } from '../hooks/useTranslate';

interface Props {
  label: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
}

const PAUSE = 300;

/** A search that is always there, and searches when the typing pauses. */
export const SearchField = ({ label, placeholder, value, onChange }: Props) => {
  const t = useTranslate();
  const [text, setText] = React.useState(value);
  const sent = React.useRef(value);

  // The address has changed by itself: back, forward, a link.
  React.useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);

  const send = React.useCallback(
    (next: string) => {
      if (next === sent.current) return;
      sent.current = next;
      onChange(next);
    },
    [onChange]
  );

  React.useEffect(() => {
    const timer = setTimeout(() => send(text.trim()), PAUSE);
    return () => clearTimeout(timer);
  }, [text, send]);

  return (
    <SearchForm
      onSubmit={(event: React.FormEvent) => {
        event.preventDefault();
        send(text.trim());
      }}
    >
      <Searchbar
        name="search"
        size="S"
        value={text}
        placeholder={placeholder ?? label}
        clearLabel={t('form.clear')}
        onClear={() => {
          setText('');
          send('');
        }}
        onChange={(event) => setText(event.target.value)}
      >
        {label}
      </Searchbar>
    </SearchForm>
  );
};
