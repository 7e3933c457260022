/* Draws the board's charts from the data of the page. Colours are those of the style sheet, in either theme;
   every number stands in the table under its chart too. */
(() => {
  "use strict";

  const held = document.getElementById("chart-data");
  if (!held || !window.echarts) return;
  const data = JSON.parse(held.textContent);
  const LIGHTS = ["completed", "green", "yellow", "red", "none"];
  const drawn = [];

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
  const narrow = () => matchMedia("(max-width: 47.99em)").matches;

  function look() {
    const size = rem();
    return {
      ink: colour("ink"), ink2: colour("ink-2"), ink3: colour("ink-3"), line: colour("hairline"), surface: colour("surface"),
      primary: colour("primary"), idle: colour("idle"), track: colour("track"), amber: colour("yellow-solid"),
      onSolid: colour("on-solid"), small: size * 0.75, label: size * 0.8125,
      light: Object.fromEntries(LIGHTS.map((light) => [light, colour(`${light}-solid`)])),
      word: Object.fromEntries(LIGHTS.map((light) => [light, colour(light)])),
    };
  }

  // Amber is hatched and "no light" dotted wherever they are drawn, so that a grey print still tells them apart.
  const decal = (light, at) => {
    if (light === "yellow") return { symbol: "rect", color: at.surface, dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 };
    if (light === "none") return { symbol: "circle", color: at.surface, dashArrayX: [[3, 3]], dashArrayY: [3, 3], symbolSize: 0.7 };
    return { symbol: "none" };
  };

  const base = (at) => ({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: at.ink2, fontSize: at.small },
    aria: { enabled: false, decal: { show: false } },
    tooltip: {
      renderMode: "richText", confine: true, backgroundColor: at.surface, borderColor: at.line,
      textStyle: { color: at.ink, fontSize: at.label },
    },
  });
  const axis = (at) => ({
    axisLine: { lineStyle: { color: at.line } }, axisTick: { show: false },
    axisLabel: { color: at.ink3, fontSize: at.small }, splitLine: { lineStyle: { color: at.line } },
  });
  /* How many lines the legend takes at this width: the bars begin under the last of them. */
  const pen = document.createElement("canvas").getContext("2d");
  function legendLines(at, names) {
    pen.font = `${at.label}px ${getComputedStyle(document.body).fontFamily}`;
    let lines = 1, x = 0;
    names.forEach((name) => {
      const width = at.small + 5 + pen.measureText(name).width;
      if (x && x + width > at.width - 10) { lines += 1; x = 0; }
      x += width + at.small;
    });
    return lines;
  }
  const underLegend = (at, names) => legendLines(at, names) * (at.label + at.small) + rem() * 0.5;
  const legend = (at, names) => ({
    data: names, left: 0, top: 0, itemWidth: at.small, itemHeight: at.small, itemGap: at.small, selectedMode: false,
    textStyle: { color: at.ink2, fontSize: at.label },
  });

  const draw = {
    stacked(chart, at) {
      const totals = chart.names.map((_, n) => LIGHTS.reduce((sum, light) => sum + chart.counts[light][n], 0));
      const most = Math.max(...totals);
      const leastLabelled = narrow() ? 0.08 : 0.045; // of the longest bar: a shorter piece has no room for its number
      const shown = LIGHTS.filter((light) => chart.counts[light].some(Boolean));
      const series = shown.map((light) => ({
        name: chart.lights[light], type: "bar", stack: "all", barWidth: "58%", data: chart.counts[light],
        itemStyle: { color: at.light[light], borderColor: at.surface, borderWidth: 1, decal: decal(light, at) },
        label: {
          show: true, fontSize: at.small, fontWeight: 600,
          color: light === "yellow" ? at.ink : at.onSolid,
          ...(light === "yellow" ? { backgroundColor: at.surface, padding: [1, 3], borderRadius: 2 } : {}),
          formatter: ({ value }) => (value && value / most > leastLabelled && light !== "none" ? value : ""),
        },
      }));
      series.push({
        type: "bar", stack: "all", data: totals.map(() => 0), silent: true, tooltip: { show: false },
        label: { show: true, position: "right", color: at.ink2, fontSize: at.label, formatter: ({ dataIndex }) => totals[dataIndex] },
      });
      return {
        ...base(at), tooltip: { ...base(at).tooltip, trigger: "axis", axisPointer: { type: "none" } },
        legend: legend(at, shown.map((light) => chart.lights[light])),
        grid: { left: 4, right: rem() * 2.5, top: underLegend(at, shown.map((light) => chart.lights[light])), bottom: 4, containLabel: true },
        yAxis: { ...axis(at), type: "category", inverse: true, data: chart.names, axisLine: { show: false },
          axisLabel: { color: at.ink, fontSize: at.label, width: narrow() ? rem() * 7 : rem() * 10, overflow: "truncate" } },
        xAxis: { ...axis(at), type: "value" },
        series,
      };
    },

    lines(chart, at) {
      // Green is the rest of the bar; it would flatten what one looks for. The table has it.
      const last = chart.days.length - 1;
      const symbols = { completed: "rect", yellow: "triangle", red: "diamond" };
      const dashes = { completed: "solid", yellow: "dashed", red: "solid" };
      return {
        ...base(at), tooltip: { ...base(at).tooltip, trigger: "axis" },
        grid: { left: 4, right: rem() * 7, top: rem(), bottom: 4, containLabel: true },
        xAxis: { ...axis(at), type: "category", boundaryGap: false, data: chart.days },
        yAxis: { ...axis(at), type: "value", minInterval: 1 },
        series: Object.keys(symbols).map((light) => ({
          name: chart.lights[light], type: "line", symbol: symbols[light], symbolSize: 7, showAllSymbol: false, data: chart.counts[light],
          lineStyle: { width: 2, color: at.light[light], type: dashes[light] }, itemStyle: { color: at.light[light] },
          endLabel: {
            show: true, formatter: `${chart.lights[light]} ${chart.counts[light][last]}`, color: at.word[light],
            fontSize: at.label, fontWeight: 600,
          },
          labelLayout: { moveOverlap: "shiftY" },
        })),
      };
    },

    plan(chart, at) {
      const known = chart.done.filter((value) => value !== null).length - 1;
      const end = (text, color) => ({ show: true, formatter: text, color, fontSize: at.label, fontWeight: 600 });
      const passed = chart.now === null ? known : chart.now - 1;
      // What falls due at the year's end dwarfs the months before it: the scale is that of the months one can judge.
      const near = Math.max(...chart.due.slice(0, passed + 2), ...chart.done.filter((value) => value !== null), 4);
      const top = Math.ceil((near * 1.4) / 10) * 10;
      const above = chart.due[chart.due.length - 1] > top;
      const gap = passed >= 0 && chart.due[passed] > chart.done[passed];
      return {
        ...base(at), tooltip: { ...base(at).tooltip, trigger: "axis" },
        grid: { left: 4, right: above ? rem() : rem() * 4.5, top: rem() * 3.25, bottom: 4, containLabel: true },
        xAxis: { ...axis(at), type: "category", boundaryGap: false, data: chart.months },
        yAxis: { ...axis(at), type: "value", max: top },
        graphic: above ? [{ type: "text", right: 0, top: 0, style: { text: `${chart.words.later} ↑`, fill: at.ink3, fontSize: at.label, fontFamily: base(at).textStyle.fontFamily } }] : [],
        series: [
          {
            name: chart.words.due, type: "line", data: chart.due, symbol: "none", clip: true,
            lineStyle: { color: at.ink3, type: "dashed", width: 1.5 }, itemStyle: { color: at.ink3 },
            ...(above ? {} : { endLabel: end(`${chart.words.due} ${chart.due[chart.due.length - 1]}`, at.ink3) }),
          },
          {
            name: chart.words.done, type: "line", data: chart.done, symbol: "circle", symbolSize: 6,
            lineStyle: { color: at.primary, width: 2.5 }, itemStyle: { color: at.primary },
            markPoint: {
              symbol: "rect", symbolSize: 0, silent: true,
              data: known < 0 ? [] : [{ coord: [known, chart.done[known]] }],
              // To the left, over a line that rises: on the right the days to come are drawn, and the edge cuts the words.
              label: { position: [-8, -12], formatter: `${chart.words.done} ${chart.done[known]}`, color: at.primary, fontSize: at.label, fontWeight: 600, align: "right", verticalAlign: "middle" },
            },
            markLine: {
              symbol: "none", silent: true,
              data: [
                ...(chart.now === null ? [] : [{ xAxis: chart.now, lineStyle: { color: at.ink, type: "solid", width: 1 }, label: { formatter: chart.words.now, color: at.ink, fontSize: at.small } }]),
                ...(gap ? [[{ coord: [passed, chart.done[passed]], lineStyle: { color: at.amber, width: rem() * 0.5, type: "solid" }, label: { show: false } }, { coord: [passed, chart.due[passed]] }]] : []),
              ],
            },
          },
        ],
      };
    },

    calendar(chart, at) {
      const step = (n) => (n >= 30 ? 4 : n >= 10 ? 3 : n >= 5 ? 2 : n >= 1 ? 1 : 0);
      const mix = (share) => {
        const [from, to] = [at.surface, at.primary].map((hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)));
        return `rgb(${from.map((c, i) => Math.round(c + (to[i] - c) * share)).join(",")})`;
      };
      const steps = [mix(0.05), mix(0.2), mix(0.45), mix(0.75), mix(1)];
      const days = [...chart.days].sort((one, other) => one.today - other.today); // today is drawn last, its edge whole
      return {
        ...base(at),
        tooltip: { ...base(at).tooltip, formatter: ({ data: cell }) => `${cell.day.name}：${cell.day.n || chart.words.nothing}${cell.day.off ? ` · ${chart.words.off}` : ""}` },
        grid: { left: 4, right: 4, top: rem() * 1.75, bottom: 4, containLabel: true },
        xAxis: { ...axis(at), type: "category", position: "top", data: chart.weekdays, axisLine: { show: false } },
        yAxis: { ...axis(at), type: "category", inverse: true, data: chart.weeks, axisLine: { show: false }, axisLabel: { color: at.ink2, fontSize: at.label, interval: 0 } },
        series: [{
          type: "heatmap",
          data: days.map((day) => ({
            value: [day.weekday, day.week, day.n], day,
            itemStyle: {
              color: day.n ? steps[step(day.n)] : day.off ? at.track : steps[0],
              borderColor: day.today ? at.ink : at.surface, borderWidth: 2,
            },
            label: {
              show: day.today || day.n >= 5, color: day.n >= 10 ? at.surface : at.ink, fontSize: at.small, fontWeight: 600,
              formatter: day.today ? `${chart.words.today}${day.n ? ` ${day.n}` : ""}` : String(day.n),
            },
          })),
        }],
      };
    },

    pairs(chart, at) {
      const names = Object.keys(chart.series);
      const colours = [at.primary, at.idle];
      return {
        ...base(at), tooltip: { ...base(at).tooltip, trigger: "axis", axisPointer: { type: "none" } },
        legend: legend(at, names),
        grid: { left: 4, right: 8, top: underLegend(at, names) + rem() * 0.75, bottom: 4, containLabel: true },
        xAxis: { ...axis(at), type: "category", data: chart.months },
        yAxis: { ...axis(at), type: "value", minInterval: 1 },
        series: names.map((name, n) => ({
          name, type: "bar", data: chart.series[name], barMaxWidth: rem(), itemStyle: { color: colours[n] },
          label: { show: true, position: "top", color: at.ink2, fontSize: at.small, formatter: ({ value }) => value || "" },
        })),
      };
    },
  };

  function paint(chart, place) {
    chart.setOption(draw[data[place.dataset.chart].kind](data[place.dataset.chart], { ...look(), width: place.clientWidth }), true);
  }

  document.querySelectorAll("[data-chart]").forEach((place) => {
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    paint(chart, place);
    drawn.push([chart, place]);
    let width = place.clientWidth;
    new ResizeObserver(() => {
      if (place.clientWidth === width) return;
      width = place.clientWidth;
      chart.resize();
      paint(chart, place);
    }).observe(place);
  });

  const again = () => drawn.forEach(([chart, place]) => {
    chart.resize();
    paint(chart, place);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  addEventListener("beforeprint", again);
  addEventListener("afterprint", again);
})();
