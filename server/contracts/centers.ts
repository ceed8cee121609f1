import type { Answer, ListAnswer, ListRequest } from './shared';

export interface Person {
  documentId: string;
  email: string | null;
}

export interface Center {
  documentId: string;
  name: string;
  timeZone: string;
  clientCount: number;
  staffCount: number;
}

export interface CenterWithPeople extends Center {
  /** The first hundred; the client search lists the rest. */
  clients: (Person & { username: string })[];
  /** All of them. */
  staff: (Person & { name: string })[];
}

export interface CenterBody {
  name?: string;
  timeZone?: string;
  /** Document ids; a list given replaces the present one. */
  clients?: string[];
  staff?: string[];
}

export namespace FindCenters {
  export type Request = ListRequest;
  /** With the plugin's own time zone, which is that of clients without a centre. */
  export type Response = ListAnswer<Center> & { meta: { timeZone: string } };
}

export namespace FindCenter {
  /** People only for those who manage centres. */
  export type Response = Answer<Center | CenterWithPeople>;
}

export namespace SaveCenter {
  export type Request = CenterBody;
  export type Response = Answer<CenterWithPeople>;
}

export namespace ChangeCenterClients {
  export interface Request {
    add?: string[];
    remove?: string[];
  }
  export type Response = Answer<CenterWithPeople>;
}

export namespace FindStaff {
  export type Request = ListRequest;
  export type Response = ListAnswer<Person & { name: string }>;
}
