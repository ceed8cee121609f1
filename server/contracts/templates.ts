import type { AccessRule } from '../src/constants';
import type { Answer, ListAnswer, ListRequest } from './shared';

export interface Template {
  documentId: string;
  name: string;
  instructions: string | null;
  issueToNewClients: boolean;
  renewOnExpiry: boolean;
  renewalLeadDays: number;
  expires: boolean;
  expiringSoonDays: number;
  accessRule: AccessRule;
  /** Empty: every centre. */
  centers: { documentId: string; name: string }[];
  reminders: { daysBefore: number[]; missingEveryDays: number | null; missingMax: number | null };
  archivedAt: string | null;
  createdAt: string | null;
  updatedAt: string | null;
}

export interface TemplateBody {
  name?: string;
  instructions?: string | null;
  issueToNewClients?: boolean;
  renewOnExpiry?: boolean;
  renewalLeadDays?: number;
  expires?: boolean;
  expiringSoonDays?: number;
  accessRule?: AccessRule;
  /** Document ids. */
  centers?: string[];
  reminders?: Partial<Template['reminders']> | null;
}

export interface GenerationRun {
  documentId: string;
  state: 'running' | 'done' | 'failed';
  total: number;
  done: number;
  issued: number;
  skipped: number;
}

export namespace FindTemplates {
  export type Request = ListRequest & { archived?: boolean };
  export type Response = ListAnswer<Template>;
}

export namespace SaveTemplate {
  export type Request = TemplateBody;
  export type Response = Answer<Template>;
}

export namespace CloneTemplate {
  export interface Request {
    name?: string;
  }
  export type Response = Answer<Template>;
}

export namespace GenerateCertificates {
  export interface Request {
    includeHolders?: boolean;
  }
  export type Response = Answer<{ run: GenerationRun }>;
}

export namespace FindGenerationRun {
  export type Response = Answer<GenerationRun>;
}
