import type { LanguageTexts } from './types';

export const it: LanguageTexts = {
  greeting: 'Ciao {{clientName}},',
  openApp: 'Vedi i miei certificati',
  footer:
    'Ricevi questo messaggio perché hai un account presso di noi. Ti preghiamo di non rispondere a questa e-mail.',
  reasons: {
    unreadable: 'Il documento non è leggibile.',
    wrong_document: 'Non è il documento richiesto.',
    wrong_date: 'La data di scadenza non è quella riportata sul documento.',
    incomplete: 'Il documento è incompleto.',
    other: 'Il documento non è stato accettato.',
  },
  sample: {
    names: ['Certificato medico', 'Assicurazione'],
    instructions: 'Fronte e retro del certificato, firmato.',
    comment: 'La foto è troppo scura.',
  },
  texts: {
    'certificate.created': {
      subject: 'Nuovo certificato: {{certificateName}}',
      text: `Ti chiediamo questo certificato: {{certificateName}}.
{{#needsUpload}}

Caricalo{{#needsDate}} indicando la data di scadenza{{/needsDate}} in Profilo, Certificati.
{{/needsUpload}}
{{#instructions}}

{{instructions}}
{{/instructions}}`,
    },
    'certificate.created.several': {
      subject: 'Nuovi certificati: {{certificateNames}}',
      text: `Ti chiediamo questi certificati:

{{#certificates}}
- {{name}}{{#instructions}}: {{instructions}}{{/instructions}}
{{/certificates}}
{{#needsUpload}}

Carica ciascuno{{#needsDate}} indicando la data di scadenza{{/needsDate}} in Profilo, Certificati.
{{/needsUpload}}`,
    },
    'certificate.created.reminder': {
      subject: 'Promemoria: mancano informazioni per {{certificateNames}}',
      text: `Mancano ancora tue informazioni per:

{{#certificates}}
- {{name}}{{#instructions}}: {{instructions}}{{/instructions}}
{{/certificates}}

Carica il documento{{#needsDate}} indicando la data di scadenza{{/needsDate}} in Profilo, Certificati.`,
    },
    'certificate.submitted': {
      subject: 'In attesa di approvazione: {{certificateNames}}',
      text: `Questi certificati sono in attesa di approvazione:

{{#certificates}}
- {{name}} – {{clientName}}
{{/certificates}}`,
    },
    'certificate.approved': {
      subject: 'Approvato: {{certificateName}}',
      text: `Il tuo certificato «{{certificateName}}» è stato approvato.
{{#validUntil}}

È valido fino al {{validUntil}}.
{{/validUntil}}`,
    },
    'certificate.rejected': {
      subject: 'Non accettato: {{certificateName}}',
      text: `{{reason}}
{{#comment}}

«{{comment}}»
{{/comment}}

Per questo non abbiamo potuto accettare il tuo certificato «{{certificateName}}».
{{#needsUpload}}

Quello che hai inviato è ancora lì: correggilo in Profilo, Certificati, e lo controlleremo di nuovo.
{{/needsUpload}}`,
    },
    'certificate.revoked': {
      subject: 'Approvazione revocata: {{certificateName}}',
      text: `{{reason}}
{{#comment}}

«{{comment}}»
{{/comment}}

Per questo il tuo certificato «{{certificateName}}» non è più approvato.
{{#needsUpload}}

Correggilo in Profilo, Certificati, e lo controlleremo di nuovo.
{{/needsUpload}}`,
    },
    'certificate.expiring': {
      subject: 'In scadenza: {{certificateName}}',
      text: `Il tuo certificato «{{certificateName}}» è in scadenza. È valido fino al {{validUntil}}.`,
    },
    'certificate.expiring.several': {
      subject: 'In scadenza: {{certificateNames}}',
      text: `Questi certificati sono in scadenza:

{{#certificates}}
- {{name}}: valido fino al {{validUntil}}
{{/certificates}}`,
    },
    'certificate.expiring.reminder': {
      subject: 'Promemoria: {{certificateNames}}',
      text: `Ti ricordiamo la scadenza dei tuoi certificati:

{{#certificates}}
- {{name}}: valido fino al {{validUntil}}
{{/certificates}}`,
    },
    'certificate.expired': {
      subject: 'Scaduto: {{certificateName}}',
      text: `Il tuo certificato «{{certificateName}}» è scaduto. Era valido fino al {{validUntil}}.`,
    },
    'certificate.expired.several': {
      subject: 'Scaduti: {{certificateNames}}',
      text: `Questi certificati sono scaduti:

{{#certificates}}
- {{name}}: valido fino al {{validUntil}}
{{/certificates}}`,
    },
  },
};
