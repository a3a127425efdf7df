import fc from 'fast-check'

/** Characters that are handled apart: white, invisible, joining, composing, of every plane. */
const specialUnits = fc.constantFrom(
  ...[' ', '\u00a0', '\u2003', '\u3000', '\t', '\n', '\u0000', '\u0085', '\u2028', '\u2029', '\ufeff', '\u200b'],
  ...['\u200c', '\u200d', '\u00ad', '\u2060', '\u2066', '\u2800', '\u3164', '\u115f', '\u180e', '\ufe0f', '\u061c'],
  ...['e\u0301', '\u0301', '\u0323', '\u0344', '\u1100\u1161\u11a8', '\uac00', 'ﬃ', 'ſ', '\u212a', 'İ', 'ß'],
  ...[
    'क\u094d\u200dष',
    'می\u200cخواهم',
    '👩\u200d🚀',
    '🇬🇹',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    '\u{e0041}',
  ],
  ...['\u{1d15e}', '\u{2f800}', '\u{10ffff}', '\u{e000}', '\u{378}', '\u{f0000}', '\u{20000}', '\ufdd0', '\ufffe'],
  ...['\ud800', '\udc00', '\ufffd', 'a', 'Z', '0', '"', '\\', '/', '<'],
)

/** Names that objects have by themselves. */
const objectNames = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
)

/** Texts about as long as a limit allows: 120 code points in a name, 128 in a voter, 64 in an id. */
const atLimits = fc
  .record({
    unit: fc.constantFrom(
      'a',
      'é',
      'e\u0301',
      '\u0301',
      '😀',
      'ﬃ',
      'क',
      '\u1100\u1161',
      ' ',
      '\u{2f800}',
      'a\u0323\u0301',
    ),
    count: fc.constantFrom(1, 59, 60, 61, 63, 64, 65, 119, 120, 121, 127, 128, 129, 240, 241, 700, 2_000, 2_800, 8_200),
    before: fc.constantFrom('', '', ' ', '\ufeff'),
    after: fc.constantFrom('', '', ' ', '\u0301'),
  })
  .map(({ unit, count, before, after }) => before + unit.repeat(count) + after)

/** Texts for name, album and voter. */
export const names = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: specialUnits, maxLength: 6 }) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 130 }) },
  { weight: 2, arbitrary: atLimits },
  { weight: 1, arbitrary: objectNames },
)

/** Texts for year and rank. */
export const numberTexts = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      ' ',
      '1900',
      '1899',
      '2100',
      '2101',
      '01990',
      '+1990',
      ' 1990',
      '1990 ',
      '1990\n',
      '1e3',
      '0x7c6',
      '१९९०',
      '１９９０',
    ],
    ...[
      '0',
      '-0',
      '00',
      '100',
      '100.01',
      '-1',
      '9.5',
      '9,5',
      '9.555',
      '.5',
      '5.',
      '999999',
      '1000000',
      'NaN',
      'Infinity',
    ],
    ...[
      '1st',
      '1ST',
      '2nd',
      '3ro',
      '21º',
      '1ª',
      '1°',
      '1ſt',
      '1ﬆ',
      '101st',
      '1 st',
      'st',
      '-1st',
      '1.5st',
      '4TO',
      '1\u{131}st',
    ],
    ...['\ufffd', '1\ud800', '1\u0000', '1'.repeat(400)],
  ),
  fc.stringMatching(/^-?[0-9]{0,7}(\.[0-9]{0,3})?(st|RO|º|ſt)?$/),
)

/** Numbers as JSON may have them. */
export const literals = fc.constantFrom(
  ...[
    '1990',
    '1990.0',
    '1.99e3',
    '199E1',
    '19900e-1',
    '0',
    '-0',
    '-0.0',
    '0.1',
    '8.65',
    '8.650',
    '8.655',
    '100',
    '100.001',
  ],
  ...[
    '1e2',
    '1e400',
    '-1e400',
    '5e-324',
    '1e21',
    '123456789012345678901234567890',
    '9007199254740993',
    '1.0000000000000001',
  ],
  ...['0.30000000000000004', '99.999999999999999', '1899.9999999999999999', '1e-7'],
)

/** Texts for id. */
export const ids = fc.oneof(
  fc.constantFrom(
    'twice-1',
    'twice-2',
    '',
    ' ',
    'a b',
    'ü',
    'a\n',
    '-',
    '_',
    'x'.repeat(64),
    'x'.repeat(65),
    '\ud800',
    'a\ufffd',
  ),
  fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/),
  fc.uuid({ version: 7 }),
  objectNames,
)

/** Texts for contest. */
export const contests = fc.oneof(
  fc.constantFrom(
    'default',
    'default',
    'Default',
    'default ',
    'other',
    '',
    '-a',
    'a-',
    'a--b',
    'ü',
    'a'.repeat(64),
    'a'.repeat(65),
  ),
  objectNames,
  fc.constantFrom('constructor', 'prototype', 'valueof'),
)

/** Texts for castAt. */
export const castAts = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom(
    ...[
      '',
      '2026-11-25T20:15:00Z',
      '2026-11-25t20:15:00z',
      '2026-11-25T20:15:00.123456789+05:30',
      '2026-02-29T00:00:00Z',
    ],
    ...[
      '2024-02-29T00:00:00Z',
      '1900-02-29T00:00:00Z',
      '2026-04-31T00:00:00Z',
      '2026-11-25T24:00:00Z',
      '2026-11-25T23:59:60Z',
    ],
    ...[
      '2026-11-25T20:15:00+24:00',
      '2026-11-25T20:15:00',
      '2026-11-25 20:15:00Z',
      '0000-01-01T00:00:00Z',
      '2026-13-01T00:00:00Z',
    ],
    ...['2026-11-25T20:15:00.Z', '2026-11-25T20:15:00.1234567890Z', '２026-11-25T20:15:00Z', 'tomorrow'],
  ),
)
