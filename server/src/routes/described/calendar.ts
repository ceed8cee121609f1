import { z } from '@strapi/utils';

import type { CalendarLink, MakeCalendarLink } from '../../../contracts';
import { exactly, type Schema } from './schema';

export const calendarLink: Schema = exactly<CalendarLink>()(
  z.object({ url: z.string().meta({ description: 'Path on the server, told once; whoever has it needs no log-in.' }) })
);

export const calendarBody = {
  'application/json': exactly<MakeCalendarLink.Request>()(
    z.object({
      data: z
        .object({
          names: z.boolean().optional().meta({ description: 'Name the certificates, which others may see.' }),
          locale: z.string().nullable().optional().meta({ description: 'Language of the calendar, such as `pt-BR`.' }),
        })
        .optional(),
    })
  ),
};
