import type { FieldCode } from '@aplauso/proto'

/** A parameter as understood, or what is wrong with it. */
export type Reading<Value> =
  | { readonly value: Value; readonly code?: undefined }
  | { readonly value?: undefined; readonly code: FieldCode; readonly message: string }

/** Reads one parameter's text. */
export type Reader<Value> = (text: string) => Reading<Value>
