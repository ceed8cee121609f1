import { useEffect, useState } from 'react';
import { useWords } from '../i18n';
import { Icon } from './Icon';

const ACCEPTED = '.jpg,.jpeg,.png,.heic,.heif,.pdf,image/jpeg,image/png,image/heic,image/heif,application/pdf';

/** What is held in a hand has a camera that a page may ask for; a desk would only be shown its files again. */
const hasCamera = navigator.maxTouchPoints > 0;

/** Kinds of picture that browsers show by themselves; the others are seen once they are uploaded. */
const isShown = (file: File) => file.type === 'image/jpeg' || file.type === 'image/png';

const Thumbnail = ({ file }: { file: File }) => {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!isShown(file)) return setUrl(undefined);
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return <span className="thumbnail">{url ? <img src={url} alt="" /> : <Icon name="document" />}</span>;
};

interface Props {
  file: File | null;
  onPick: (file: File | null) => void;
  disabled: boolean;
  /** Id of the error that concerns the file. */
  describedBy?: string;
}

/** A photo taken now, or a file that is there. */
export const FilePicker = ({ file, onPick, disabled, describedBy }: Props) => {
  const { text, size } = useWords();

  const input = (label: 'form.photo' | 'form.file', icon: 'camera' | 'upload', capture?: 'environment') => (
    <label className="button pick">
      <Icon name={icon} />
      {text(label)}
      <input
        type="file"
        accept={capture ? 'image/*' : ACCEPTED}
        capture={capture}
        disabled={disabled}
        aria-describedby={describedBy}
        onChange={({ target }) => {
          if (target.files?.[0]) onPick(target.files[0]);
          // The same file again is a choice too.
          target.value = '';
        }}
      />
    </label>
  );

  return (
    <div className="picker">
      <div className="picker-buttons">
        {hasCamera && input('form.photo', 'camera', 'environment')}
        {input('form.file', 'upload')}
      </div>
      <p className="hint">{text('form.formats')}</p>
      <div aria-live="polite">
        {file && (
          <div className="chosen">
            <Thumbnail file={file} />
            <span className="chosen-name">
              <span className="visually-hidden">{text('form.chosen', { name: '' })}</span>
              {file.name}
              <small>{size(file.size)}</small>
            </span>
            <button type="button" className="button quiet" disabled={disabled} onClick={() => onPick(null)}>
              {text('form.remove')}
            </button>
          </div>
        )}
      </div>
    </div>
  );
};
