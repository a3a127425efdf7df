/** The platform's types leave out that there may be no timer to clear; the runtime takes it, as Node does. */
declare function clearTimeout(timeoutId: number | undefined): void
