import type { LanguageTexts } from './types';

export const es: LanguageTexts = {
  greeting: 'Hola, {{clientName}}:',
  openApp: 'Ver mis certificados',
  footer: 'Recibes este mensaje porque tienes una cuenta con nosotros. Por favor, no respondas a este correo.',
  reasons: {
    unreadable: 'El documento no se puede leer.',
    wrong_document: 'No es el documento solicitado.',
    wrong_date: 'La fecha de validez no es la que figura en el documento.',
    incomplete: 'El documento está incompleto.',
    other: 'El documento no se ha aceptado.',
  },
  sample: {
    names: ['Certificado médico', 'Seguro'],
    instructions: 'Las dos caras del certificado, firmado.',
    comment: 'La foto está demasiado oscura.',
  },
  texts: {
    'certificate.created': {
      subject: 'Nuevo certificado: {{certificateName}}',
      text: `Te solicitamos este certificado: {{certificateName}}.
{{#needsUpload}}

Súbelo{{#needsDate}} indicando su fecha de validez{{/needsDate}} en Perfil, Certificados.
{{/needsUpload}}
{{#instructions}}

{{instructions}}
{{/instructions}}`,
    },
    'certificate.created.several': {
      subject: 'Nuevos certificados: {{certificateNames}}',
      text: `Te solicitamos estos certificados:

{{#certificates}}
- {{name}}{{#instructions}}: {{instructions}}{{/instructions}}
{{/certificates}}
{{#needsUpload}}

Sube cada uno{{#needsDate}} indicando su fecha de validez{{/needsDate}} en Perfil, Certificados.
{{/needsUpload}}`,
    },
    'certificate.created.reminder': {
      subject: 'Recordatorio: falta información de {{certificateNames}}',
      text: `Todavía nos falta información tuya para:

{{#certificates}}
- {{name}}{{#instructions}}: {{instructions}}{{/instructions}}
{{/certificates}}

Sube el documento{{#needsDate}} indicando su fecha de validez{{/needsDate}} en Perfil, Certificados.`,
    },
    'certificate.submitted': {
      subject: 'Pendiente de aprobación: {{certificateNames}}',
      text: `Estos certificados están pendientes de aprobación:

{{#certificates}}
- {{name}} – {{clientName}}
{{/certificates}}`,
    },
    'certificate.approved': {
      subject: 'Aprobado: {{certificateName}}',
      text: `Tu certificado «{{certificateName}}» ha sido aprobado.
{{#validUntil}}

Es válido hasta el {{validUntil}}.
{{/validUntil}}`,
    },
    'certificate.rejected': {
      subject: 'No aceptado: {{certificateName}}',
      text: `{{reason}}
{{#comment}}

«{{comment}}»
{{/comment}}

Por eso no hemos podido aceptar tu certificado «{{certificateName}}».
{{#needsUpload}}

Lo que enviaste sigue ahí: corrígelo en Perfil, Certificados, y lo volveremos a revisar.
{{/needsUpload}}`,
    },
    'certificate.revoked': {
      subject: 'Aprobación retirada: {{certificateName}}',
      text: `{{reason}}
{{#comment}}

«{{comment}}»
{{/comment}}

Por eso tu certificado «{{certificateName}}» ya no está aprobado.
{{#needsUpload}}

Corrígelo en Perfil, Certificados, y lo volveremos a revisar.
{{/needsUpload}}`,
    },
    'certificate.expiring': {
      subject: 'Caduca pronto: {{certificateName}}',
      text: `Tu certificado «{{certificateName}}» caduca pronto. Es válido hasta el {{validUntil}}.`,
    },
    'certificate.expiring.several': {
      subject: 'Caducan pronto: {{certificateNames}}',
      text: `Estos certificados caducan pronto:

{{#certificates}}
- {{name}}: válido hasta el {{validUntil}}
{{/certificates}}`,
    },
    'certificate.expiring.reminder': {
      subject: 'Recordatorio: {{certificateNames}}',
      text: `Te recordamos la validez de tus certificados:

{{#certificates}}
- {{name}}: válido hasta el {{validUntil}}
{{/certificates}}`,
    },
    'certificate.expired': {
      subject: 'Caducado: {{certificateName}}',
      text: `Tu certificado «{{certificateName}}» ha caducado. Era válido hasta el {{validUntil}}.`,
    },
    'certificate.expired.several': {
      subject: 'Caducados: {{certificateNames}}',
      text: `Estos certificados han caducado:

{{#certificates}}
- {{name}}: válido hasta el {{validUntil}}
{{/certificates}}`,
    },
  },
};
