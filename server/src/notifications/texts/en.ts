import type { LanguageTexts } from './types';

export const en: LanguageTexts = {
  greeting: 'Hello {{clientName}},',
  openApp: 'Open my certificates',
  footer: 'You get this message because you have an account with us. Please do not reply to it.',
  reasons: {
    unreadable: 'The document cannot be read.',
    wrong_document: 'It is not the document that was asked for.',
    wrong_date: 'The validity date is not the one on the document.',
    incomplete: 'The document is incomplete.',
    other: 'The document was not accepted.',
  },
  sample: {
    names: ['Medical certificate', 'Insurance'],
    instructions: 'Both sides of the certificate, signed.',
    comment: 'The photo is too dark.',
  },
  texts: {
    'certificate.created': {
      subject: 'New certificate: {{certificateName}}',
      text: `We ask you for this certificate: {{certificateName}}.
{{#needsUpload}}

Please upload it{{#needsDate}} with its validity date{{/needsDate}} under Profile, Certificates.
{{/needsUpload}}
{{#instructions}}

{{instructions}}
{{/instructions}}`,
    },
    'certificate.created.several': {
      subject: 'New certificates: {{certificateNames}}',
      text: `We ask you for these certificates:

{{#certificates}}
- {{name}}{{#instructions}}: {{instructions}}{{/instructions}}
{{/certificates}}
{{#needsUpload}}

Please upload each{{#needsDate}} with its validity date{{/needsDate}} under Profile, Certificates.
{{/needsUpload}}`,
    },
    'certificate.created.reminder': {
      subject: 'Reminder: information is missing for {{certificateNames}}',
      text: `We still need information from you for:

{{#certificates}}
- {{name}}{{#instructions}}: {{instructions}}{{/instructions}}
{{/certificates}}

Please upload the document{{#needsDate}} with its validity date{{/needsDate}} under Profile, Certificates.`,
    },
    'certificate.submitted': {
      subject: 'Pending approval: {{certificateNames}}',
      text: `These certificates are pending approval:

{{#certificates}}
- {{name}} – {{clientName}}
{{/certificates}}`,
    },
    'certificate.approved': {
      subject: 'Approved: {{certificateName}}',
      text: `Your certificate “{{certificateName}}” has been approved.
{{#validUntil}}

It is valid until {{validUntil}}.
{{/validUntil}}`,
    },
    'certificate.rejected': {
      subject: 'Not accepted: {{certificateName}}',
      text: `{{reason}}
{{#comment}}

“{{comment}}”
{{/comment}}

That is why we could not accept your certificate “{{certificateName}}”.
{{#needsUpload}}

What you sent is still there: please correct it under Profile, Certificates, and it will be checked again.
{{/needsUpload}}`,
    },
    'certificate.revoked': {
      subject: 'No longer approved: {{certificateName}}',
      text: `{{reason}}
{{#comment}}

“{{comment}}”
{{/comment}}

That is why your certificate “{{certificateName}}” is no longer approved.
{{#needsUpload}}

Please correct it under Profile, Certificates, and it will be checked again.
{{/needsUpload}}`,
    },
    'certificate.expiring': {
      subject: 'Expires soon: {{certificateName}}',
      text: `Your certificate “{{certificateName}}” expires soon. It is valid until {{validUntil}}.`,
    },
    'certificate.expiring.several': {
      subject: 'Expire soon: {{certificateNames}}',
      text: `These certificates expire soon:

{{#certificates}}
- {{name}}: valid until {{validUntil}}
{{/certificates}}`,
    },
    'certificate.expiring.reminder': {
      subject: 'Reminder: {{certificateNames}}',
      text: `We remind you of the validity of your certificates:

{{#certificates}}
- {{name}}: valid until {{validUntil}}
{{/certificates}}`,
    },
    'certificate.expired': {
      subject: 'Expired: {{certificateName}}',
      text: `Your certificate “{{certificateName}}” has expired. It was valid until {{validUntil}}.`,
    },
    'certificate.expired.several': {
      subject: 'Expired: {{certificateNames}}',
      text: `These certificates have expired:

{{#certificates}}
- {{name}}: valid until {{validUntil}}
{{/certificates}}`,
    },
  },
};
