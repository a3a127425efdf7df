import type { Condition } from '../age/condition.ts'

export const languages = ['es', 'en'] as const

export type Language = (typeof languages)[number]

/** Every text of the page. A catalogue that lacks one fails the type check. */
export interface Messages {
  /** the language's own name, in itself */
  readonly languageName: string
  readonly chooseLanguage: string
  readonly votes: string
  readonly bands: string
  readonly doors: string
  readonly edgeDoor: string
  readonly grpcDoor: string
  readonly noTotal: string
  /** before the age of the figures */
  readonly ageLabel: string
  readonly conditions: Readonly<Record<Condition, string>>
  /** what a condition means for the reader, where the word alone does not say */
  readonly explanations: Readonly<Record<Condition, string | null>>
  readonly noBands: string
  showAll(count: string): string
  readonly configMissing: string
  readonly tryAgain: string
  readonly links: { readonly results: string; readonly logs: string; readonly grafana: string }
}
