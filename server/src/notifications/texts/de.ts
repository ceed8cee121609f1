import type { LanguageTexts } from './types';

export const de: LanguageTexts = {
  greeting: 'Guten Tag {{clientName}},',
  openApp: 'Meine Nachweise ansehen',
  footer: 'Sie erhalten diese Nachricht, weil Sie ein Konto bei uns haben. Bitte antworten Sie nicht darauf.',
  reasons: {
    unreadable: 'Das Dokument ist nicht lesbar.',
    wrong_document: 'Es ist nicht das angeforderte Dokument.',
    wrong_date: 'Das Gültigkeitsdatum stimmt nicht mit dem Dokument überein.',
    incomplete: 'Das Dokument ist unvollständig.',
    other: 'Das Dokument wurde nicht angenommen.',
  },
  sample: {
    names: ['Ärztliches Attest', 'Versicherung'],
    instructions: 'Beide Seiten des Nachweises, unterschrieben.',
    comment: 'Das Foto ist zu dunkel.',
  },
  texts: {
    'certificate.created': {
      subject: 'Neuer Nachweis: {{certificateName}}',
      text: `Wir bitten Sie um diesen Nachweis: {{certificateName}}.
{{#needsUpload}}

Bitte laden Sie ihn{{#needsDate}} mit dem Gültigkeitsdatum{{/needsDate}} unter Profil, Nachweise hoch.
{{/needsUpload}}
{{#instructions}}

{{instructions}}
{{/instructions}}`,
    },
    'certificate.created.several': {
      subject: 'Neue Nachweise: {{certificateNames}}',
      text: `Wir bitten Sie um diese Nachweise:

{{#certificates}}
- {{name}}{{#instructions}}: {{instructions}}{{/instructions}}
{{/certificates}}
{{#needsUpload}}

Bitte laden Sie jeden{{#needsDate}} mit dem Gültigkeitsdatum{{/needsDate}} unter Profil, Nachweise hoch.
{{/needsUpload}}`,
    },
    'certificate.created.reminder': {
      subject: 'Erinnerung: Es fehlen Angaben zu {{certificateNames}}',
      text: `Wir brauchen noch Angaben von Ihnen zu:

{{#certificates}}
- {{name}}{{#instructions}}: {{instructions}}{{/instructions}}
{{/certificates}}

Bitte laden Sie das Dokument{{#needsDate}} mit dem Gültigkeitsdatum{{/needsDate}} unter Profil, Nachweise hoch.`,
    },
    'certificate.submitted': {
      subject: 'Wartet auf Freigabe: {{certificateNames}}',
      text: `Diese Nachweise warten auf Freigabe:

{{#certificates}}
- {{name}} – {{clientName}}
{{/certificates}}`,
    },
    'certificate.approved': {
      subject: 'Freigegeben: {{certificateName}}',
      text: `Ihr Nachweis „{{certificateName}}“ wurde freigegeben.
{{#validUntil}}

Er ist gültig bis {{validUntil}}.
{{/validUntil}}`,
    },
    'certificate.rejected': {
      subject: 'Nicht angenommen: {{certificateName}}',
      text: `{{reason}}
{{#comment}}

„{{comment}}“
{{/comment}}

Deshalb konnten wir Ihren Nachweis „{{certificateName}}“ nicht annehmen.
{{#needsUpload}}

Was Sie gesendet haben, ist noch da: Bitte korrigieren Sie es unter Profil, Nachweise. Dann prüfen wir es erneut.
{{/needsUpload}}`,
    },
    'certificate.revoked': {
      subject: 'Freigabe zurückgenommen: {{certificateName}}',
      text: `{{reason}}
{{#comment}}

„{{comment}}“
{{/comment}}

Deshalb ist Ihr Nachweis „{{certificateName}}“ nicht mehr freigegeben.
{{#needsUpload}}

Bitte korrigieren Sie ihn unter Profil, Nachweise. Dann prüfen wir ihn erneut.
{{/needsUpload}}`,
    },
    'certificate.expiring': {
      subject: 'Läuft bald ab: {{certificateName}}',
      text: `Ihr Nachweis „{{certificateName}}“ läuft bald ab. Er ist gültig bis {{validUntil}}.`,
    },
    'certificate.expiring.several': {
      subject: 'Laufen bald ab: {{certificateNames}}',
      text: `Diese Nachweise laufen bald ab:

{{#certificates}}
- {{name}}: gültig bis {{validUntil}}
{{/certificates}}`,
    },
    'certificate.expiring.reminder': {
      subject: 'Erinnerung: {{certificateNames}}',
      text: `Wir erinnern Sie an die Gültigkeit Ihrer Nachweise:

{{#certificates}}
- {{name}}: gültig bis {{validUntil}}
{{/certificates}}`,
    },
    'certificate.expired': {
      subject: 'Abgelaufen: {{certificateName}}',
      text: `Ihr Nachweis „{{certificateName}}“ ist abgelaufen. Er war gültig bis {{validUntil}}.`,
    },
    'certificate.expired.several': {
      subject: 'Abgelaufen: {{certificateNames}}',
      text: `Diese Nachweise sind abgelaufen:

{{#certificates}}
- {{name}}: gültig bis {{validUntil}}
{{/certificates}}`,
    },
  },
};
