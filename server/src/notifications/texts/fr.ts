import type { LanguageTexts } from './types';

export const fr: LanguageTexts = {
  greeting: 'Bonjour {{clientName}},',
  openApp: 'Voir mes certificats',
  footer: 'Vous recevez ce message car vous avez un compte chez nous. Merci de ne pas y répondre.',
  reasons: {
    unreadable: 'Le document est illisible.',
    wrong_document: 'Ce n’est pas le document demandé.',
    wrong_date: 'La date de validité n’est pas celle qui figure sur le document.',
    incomplete: 'Le document est incomplet.',
    other: 'Le document n’a pas été accepté.',
  },
  sample: {
    names: ['Certificat médical', 'Assurance'],
    instructions: 'Le recto et le verso du certificat, signé.',
    comment: 'La photo est trop sombre.',
  },
  texts: {
    'certificate.created': {
      subject: 'Nouveau certificat : {{certificateName}}',
      text: `Nous vous demandons ce certificat : {{certificateName}}.
{{#needsUpload}}

Merci de l’envoyer{{#needsDate}} avec sa date de validité{{/needsDate}} dans Profil, Certificats.
{{/needsUpload}}
{{#instructions}}

{{instructions}}
{{/instructions}}`,
    },
    'certificate.created.several': {
      subject: 'Nouveaux certificats : {{certificateNames}}',
      text: `Nous vous demandons ces certificats :

{{#certificates}}
- {{name}}{{#instructions}} : {{instructions}}{{/instructions}}
{{/certificates}}
{{#needsUpload}}

Merci d’envoyer chacun{{#needsDate}} avec sa date de validité{{/needsDate}} dans Profil, Certificats.
{{/needsUpload}}`,
    },
    'certificate.created.reminder': {
      subject: 'Rappel : il manque des informations pour {{certificateNames}}',
      text: `Il nous manque encore des informations de votre part pour :

{{#certificates}}
- {{name}}{{#instructions}} : {{instructions}}{{/instructions}}
{{/certificates}}

Merci d’envoyer le document{{#needsDate}} avec sa date de validité{{/needsDate}} dans Profil, Certificats.`,
    },
    'certificate.submitted': {
      subject: 'En attente d’approbation : {{certificateNames}}',
      text: `Ces certificats sont en attente d’approbation :

{{#certificates}}
- {{name}} – {{clientName}}
{{/certificates}}`,
    },
    'certificate.approved': {
      subject: 'Approuvé : {{certificateName}}',
      text: `Votre certificat « {{certificateName}} » a été approuvé.
{{#validUntil}}

Il est valable jusqu’au {{validUntil}}.
{{/validUntil}}`,
    },
    'certificate.rejected': {
      subject: 'Non accepté : {{certificateName}}',
      text: `{{reason}}
{{#comment}}

« {{comment}} »
{{/comment}}

C’est pourquoi nous n’avons pas pu accepter votre certificat « {{certificateName}} ».
{{#needsUpload}}

Ce que vous avez envoyé est toujours là : corrigez-le dans Profil, Certificats, et il sera vérifié de nouveau.
{{/needsUpload}}`,
    },
    'certificate.revoked': {
      subject: 'Approbation retirée : {{certificateName}}',
      text: `{{reason}}
{{#comment}}

« {{comment}} »
{{/comment}}

C’est pourquoi votre certificat « {{certificateName}} » n’est plus approuvé.
{{#needsUpload}}

Corrigez-le dans Profil, Certificats, et il sera vérifié de nouveau.
{{/needsUpload}}`,
    },
    'certificate.expiring': {
      subject: 'Expire bientôt : {{certificateName}}',
      text: `Votre certificat « {{certificateName}} » expire bientôt. Il est valable jusqu’au {{validUntil}}.`,
    },
    'certificate.expiring.several': {
      subject: 'Expirent bientôt : {{certificateNames}}',
      text: `Ces certificats expirent bientôt :

{{#certificates}}
- {{name}} : valable jusqu’au {{validUntil}}
{{/certificates}}`,
    },
    'certificate.expiring.reminder': {
      subject: 'Rappel : {{certificateNames}}',
      text: `Nous vous rappelons la validité de vos certificats :

{{#certificates}}
- {{name}} : valable jusqu’au {{validUntil}}
{{/certificates}}`,
    },
    'certificate.expired': {
      subject: 'Expiré : {{certificateName}}',
      text: `Votre certificat « {{certificateName}} » a expiré. Il était valable jusqu’au {{validUntil}}.`,
    },
    'certificate.expired.several': {
      subject: 'Expirés : {{certificateNames}}',
      text: `Ces certificats ont expiré :

{{#certificates}}
- {{name}} : valable jusqu’au {{validUntil}}
{{/certificates}}`,
    },
  },
};
