import '@fontsource-variable/bricolage-grotesque/opsz.css'
import './style/colours.css'
import './style/base.css'
import { mount } from 'svelte'
import App from './page/App.svelte'

const target = document.querySelector('#page')
if (!target) throw new Error('the page has no place for itself')
mount(App, { target })
