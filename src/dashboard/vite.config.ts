import { defineConfig } from 'vite';

export default defineConfig({
  // Relative addresses, so that the page also works behind a proxy's path.
  base: './',
  build: {
    outDir: '../ActorPipeline.Node/wwwroot',
    emptyOutDir: true,
    target: 'es2022',
  },
  server: {
    // `npm run dev` beside a running node.
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/hubs': { target: 'http://127.0.0.1:8080', ws: true },
    },
  },
});
