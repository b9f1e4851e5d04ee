import 'uplot/dist/uPlot.min.css';
import './style.css';
import { App } from './app';
import { applyTheme } from './ui/theme';

applyTheme();
const root = document.getElementById('app');
if (root) {
  void new App(root).start();
}
