import type { LanguageTexts } from './types';

export const ptBR: LanguageTexts = {
  greeting: 'Olá, {{clientName}}!',
  openApp: 'Ver meus certificados',
  footer: 'Você recebe esta mensagem porque tem uma conta conosco. Por favor, não responda a este e-mail.',
  reasons: {
    unreadable: 'O documento está ilegível.',
    wrong_document: 'Não é o documento solicitado.',
    wrong_date: 'A data de validade não é a que consta no documento.',
    incomplete: 'O documento está incompleto.',
    other: 'O documento não foi aceito.',
  },
  sample: {
    names: ['Atestado médico', 'Seguro'],
    instructions: 'Frente e verso do certificado, assinado.',
    comment: 'A foto está escura demais.',
  },
  texts: {
    'certificate.created': {
      subject: 'Novo certificado: {{certificateName}}',
      text: `Solicitamos este certificado: {{certificateName}}.
{{#needsUpload}}

Envie-o{{#needsDate}} com a data de validade{{/needsDate}} em Perfil, Certificados.
{{/needsUpload}}
{{#instructions}}

{{instructions}}
{{/instructions}}`,
    },
    'certificate.created.several': {
      subject: 'Novos certificados: {{certificateNames}}',
      text: `Solicitamos estes certificados:

{{#certificates}}
- {{name}}{{#instructions}}: {{instructions}}{{/instructions}}
{{/certificates}}
{{#needsUpload}}

Envie cada um{{#needsDate}} com a data de validade{{/needsDate}} em Perfil, Certificados.
{{/needsUpload}}`,
    },
    'certificate.created.reminder': {
      subject: 'Lembrete: faltam informações de {{certificateNames}}',
      text: `Ainda faltam informações suas para:

{{#certificates}}
- {{name}}{{#instructions}}: {{instructions}}{{/instructions}}
{{/certificates}}

Envie o documento{{#needsDate}} com a data de validade{{/needsDate}} em Perfil, Certificados.`,
    },
    'certificate.submitted': {
      subject: 'Aguardando aprovação: {{certificateNames}}',
      text: `Estes certificados aguardam aprovação:

{{#certificates}}
- {{name}} – {{clientName}}
{{/certificates}}`,
    },
    'certificate.approved': {
      subject: 'Aprovado: {{certificateName}}',
      text: `Seu certificado “{{certificateName}}” foi aprovado.
{{#validUntil}}

Ele é válido até {{validUntil}}.
{{/validUntil}}`,
    },
    'certificate.rejected': {
      subject: 'Não aceito: {{certificateName}}',
      text: `{{reason}}
{{#comment}}

“{{comment}}”
{{/comment}}

Por isso não pudemos aceitar seu certificado “{{certificateName}}”.
{{#needsUpload}}

O que você enviou continua lá: corrija em Perfil, Certificados, e será verificado novamente.
{{/needsUpload}}`,
    },
    'certificate.revoked': {
      subject: 'Aprovação retirada: {{certificateName}}',
      text: `{{reason}}
{{#comment}}

“{{comment}}”
{{/comment}}

Por isso seu certificado “{{certificateName}}” não está mais aprovado.
{{#needsUpload}}

Corrija em Perfil, Certificados, e será verificado novamente.
{{/needsUpload}}`,
    },
    'certificate.expiring': {
      subject: 'Vence em breve: {{certificateName}}',
      text: `Seu certificado “{{certificateName}}” vence em breve. Ele é válido até {{validUntil}}.`,
    },
    'certificate.expiring.several': {
      subject: 'Vencem em breve: {{certificateNames}}',
      text: `Estes certificados vencem em breve:

{{#certificates}}
- {{name}}: válido até {{validUntil}}
{{/certificates}}`,
    },
    'certificate.expiring.reminder': {
      subject: 'Lembrete: {{certificateNames}}',
      text: `Lembramos a validade dos seus certificados:

{{#certificates}}
- {{name}}: válido até {{validUntil}}
{{/certificates}}`,
    },
    'certificate.expired': {
      subject: 'Vencido: {{certificateName}}',
      text: `Seu certificado “{{certificateName}}” venceu. Ele era válido até {{validUntil}}.`,
    },
    'certificate.expired.several': {
      subject: 'Vencidos: {{certificateNames}}',
      text: `Estes certificados venceram:

{{#certificates}}
- {{name}}: válido até {{validUntil}}
{{/certificates}}`,
    },
  },
};
