// What `cdp compile --no-because examples/01_gpt.cdp` gives for its tensors, written for Jsonnet as it is best written there:
// what is the same in all layers is worked out once, a layer computes only what is its own, and one makeArray takes two
// thirds of the time of a comprehension over layers and parts. bench/compile holds the two outputs against each other.
function(width, depth, batch, duration)
  local m_N = width / 128;
  local m_L = depth / 4;
  local m_B = batch / 32;
  local m_D = duration / 10e6;
  local alpha = 1;
  local root = std.pow(m_B / m_D, 0.5);
  local complement(beta) = 1 - (1 - beta) * m_B / m_D;
  local beta1 = complement(0.9);
  local beta2 = complement(0.95);

  // Complete(d)P, Table 1 of arXiv:2512.22382: what the tags of a tensor do to the base values.
  local settings(tags, lr, init_std=0.02) =
    local has(tag) = std.member(tags, tag);
    local block = if has('block') then std.pow(m_L, -alpha) else 1;
    local matrix = has('hidden') || has('output');
    {
      tags: tags,
      distribution: if has('norm') then { distribution: 'ones' } else {
        distribution: 'normal',
        std: init_std * (if has('hidden') then std.pow(m_N, -0.5) else if has('output') then 1 / m_N else 1),
      },
      lr: lr * root * (if matrix then 1 / m_N else 1) * (if has('block') then std.pow(m_L, alpha - 1) else 1),
      eps: 1e-8 / root * block *
           (if has('input') || (has('block') && (has('hidden') || has('vector'))) then 1 / m_N else 1),
      weight_decay: if has('norm') then 0 else 0.1 * root * (if matrix then m_N else 1),
    };

  local record(name, shape, reference_shape, s, lr) = {
    name: name,
    shape: shape,
    reference_shape: reference_shape,
    tags: s.tags,
    init: s.distribution,
    lr: lr,
    beta1: beta1,
    beta2: beta2,
    eps: s.eps,
    weight_decay: s.weight_decay,
  };

  // The curve 1.2, 1.0, 0.8 over relative depth.
  local along(layer) = 1.2 - 0.4 * (if depth == 1 then 0 else layer / (depth - 1));

  local gain = settings(['block', 'norm', 'vector'], 4e-3);
  local head_gain = settings(['block', 'finite', 'norm'], 4e-3);
  local matrix = settings(['block', 'hidden'], 4e-3);
  local mlp = settings(['block', 'hidden'], 4e-3 * 1.3);
  local square = [width, width];
  local wide = [4 * width, width];
  local parts = [
    ['attn_norm.gain', [width], [128], gain],
    ['attn.q.weight', square, [128, 128], matrix],
    ['attn.k.weight', square, [128, 128], matrix],
    ['attn.v.weight', square, [128, 128], matrix],
    ['attn.out.weight', square, [128, 128], matrix],
    ['attn.q_norm.gain', [64], [64], head_gain],
    ['attn.k_norm.gain', [64], [64], head_gain],
    ['mlp_norm.gain', [width], [128], gain],
    ['mlp.gate.weight', wide, [512, 128], mlp],
    ['mlp.up.weight', wide, [512, 128], mlp],
    ['mlp.down.weight', [width, 4 * width], [128, 512], mlp],
  ];
  local embed = settings(['input', 'trunk'], 4e-3 * 4, init_std=1);
  local norm = settings(['norm', 'trunk', 'vector'], 4e-3);
  local head = settings(['output', 'trunk'], 4e-3);
  local count = std.length(parts);
  local tensor(i) =
    local part = parts[i % count];
    local layer = std.floor(i / count);
    record('blocks.' + layer + '.' + part[0], part[1], part[2], part[3], part[3].lr * along(layer));
  {
    tensors:
      [record('embed.weight', [256, width], [256, 128], embed, embed.lr)] +
      std.makeArray(count * depth, tensor) +
      [
        record('norm.gain', [width], [128], norm, norm.lr),
        record('head.weight', [256, width], [256, 128], head, head.lr),
      ],
  }
