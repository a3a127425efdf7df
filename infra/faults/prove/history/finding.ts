const mostExamples = 20

/** How many there are of something wrong, and the first few. */
export class Finding {
  readonly examples: string[] = []
  count = 0

  add(example: string): void {
    this.count += 1
    if (this.examples.length < mostExamples) this.examples.push(example)
  }
}
