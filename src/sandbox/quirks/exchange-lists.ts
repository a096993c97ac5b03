import { answersWith, isBody, without, type Body, type Quirk } from './quirk.ts';

/** In what shapes the rows of a cmdlet come, and what its lists lack. All are made from the real answer. */
export const EXCHANGE_LIST_QUIRKS = {
  warning: answersWith('A warning, and no link to a further page.', (body) => ({
    ...body,
    '@adminapi.warnings': ['Some objects could not be read.'],
  })),
  cutWithoutLink: answersWith('A warning that more follows, and no link to it.', (body) => ({
    ...body,
    '@adminapi.warnings': ['There are more results available than are currently displayed.'],
  })),
  noWarnings: answersWith('No list of warnings at all, which a complete answer has.', ({ value }) => ({ value })),
  nullWarnings: answersWith('A null where the list of warnings stands.', (body) => ({
    ...body,
    '@adminapi.warnings': null,
  })),
  warningHeader: answersWith('A warning in the header that the PowerShell module reads, and none in the body.', same, {
    'x-warnings': 'Some objects could not be read.',
  }),
  nextPageElsewhere: answersWith('A link to a further page on a host that is not Exchange’s.', (body) => ({
    ...body,
    '@odata.nextLink': 'https://exchange.example/adminapi/beta/next',
  })),
  nextPageUnknown: answersWith('A link to a further page that the server does not know.', (body) => ({
    ...body,
    '@odata.nextLink': `${String(body['@odata.context']).split('/$metadata')[0]}/InvokeCommand?$skiptoken=unknown`,
  })),
  valueMissing: answersWith('No list of rows.', (body) => without(body, 'value')),
  rowsOfTexts: answersWith('Rows that are texts.', (body) => ({ ...body, value: ['somebody@contoso.com'] })),
  emptyRow: answersWith('A row in which nothing stands.', (body) => ({ ...body, value: [...rowsIn(body), {}] })),
  numbersForTexts: rowsWith('Rows whose texts are numbers.', (row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'string' ? 7 : value])),
  ),
  otherCase: answersWith('The same answer with every key in lower case.', (body) => ({
    ...lowerCased(body),
    value: rowsIn(body).map(lowerCased),
  })),
  doubled: answersWith('Every row twice.', (body) => ({ ...body, value: [...rowsIn(body), ...rowsIn(body)] })),
  dotnetDates: rowsWith(
    'Dates as .NET once wrote them in JSON.',
    dated((at) => `/Date(${at.getTime()})/`),
  ),
  localDates: rowsWith(
    'Dates in UTC without an offset, to a ten-millionth of a second.',
    dated((at) => {
      return `${at.toISOString().slice(0, -1)}0000`;
    }),
  ),
  americanDates: rowsWith(
    'Dates as an American may have written them, with the day before the month or after it.',
    dated(() => '05/06/2026 7:41:00 AM'),
  ),
  unreadableDates: rowsWith(
    'Dates that could mean two days.',
    dated(() => '03/04/2026 07:41:00'),
  ),
  textFlags: rowsWith('True and false as texts.', (row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, typeof value === 'boolean' ? String(value) : value]),
    ),
  ),
  typedProperties: rowsWith('A type beside every property.', (row) =>
    Object.fromEntries(
      Object.entries(row).flatMap(([name, value]) => [
        [`${name}@odata.type`, '#String'],
        [name, value],
      ]),
    ),
  ),
  hostileTexts: rowsWith('Control and bidi characters, and a workflow command, in every text for people.', (row) => ({
    ...row,
    ...('Reason' in row
      ? { Reason: `\u202Efdp.\u0000\u001B[2J\r\n::set-output name=x::y ${String(row['Reason'])}\uD800` }
      : {}),
    ...('DisplayName' in row ? { DisplayName: '\u2066@everyone\u2069' } : {}),
  })),
  megabytes: answersWith('Five thousand more rows of other entities.', (body) => ({
    ...body,
    value: [...rowsIn(body), ...manyLike(rowsIn(body)[0])],
  })),
} satisfies Readonly<Record<string, Quirk>>;

function same(body: Body): Body {
  return body;
}

function rowsIn({ value }: Body): readonly Body[] {
  const rows: readonly unknown[] = Array.isArray(value) ? value : [];
  return rows.filter(isBody);
}

function rowsWith(says: string, change: (row: Body) => Body): Quirk {
  return answersWith(says, (body) => ({ ...body, value: rowsIn(body).map(change) }));
}

const DATES = /^(?:Created|Changed)(?:Date)?[Tt]ime$/;

/** Every date of the lists, printed otherwise. */
function dated(print: (at: Date) => string): (row: Body) => Body {
  return (row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        return [name, DATES.test(name) && typeof value === 'string' ? print(new Date(value)) : value];
      }),
    );
}

function lowerCased(body: Body): Body {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Rows of the same kind about entities nobody knows; none where the list is empty and shows no kind. */
function manyLike(row: Body | undefined): readonly Body[] {
  if (row === undefined) return [];
  const name = 'ConnectorId' in row ? 'ConnectorId' : 'SenderAddress';
  return Array.from({ length: 5_000 }, (_, index) => {
    const number = String(index).padStart(12, '0');
    const entity = name === 'ConnectorId' ? `00000000-0000-4000-8000-${number}` : `nobody-${number}@contoso.com`;
    return { ...row, [name]: entity };
  });
}
