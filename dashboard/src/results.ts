import './style/index.css'
import Results from './page/results/Results.svelte'
import { mountPage } from './page/shell/mount.ts'

mountPage(Results)
