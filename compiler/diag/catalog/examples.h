// The pieces that whole-spec examples of the catalog are put together from (string literals join).
#pragma once

#define CDP_MODEL                                               \
  "use std.gpt\n"                                               \
  "use std.complete_d_p\n"                                      \
  "model = Gpt(width, depth, vocab = 256, context = context)\n" \
  "parameterization = complete_d_p(alpha = 1)\n"
#define CDP_REFERENCE "reference { width = 128; depth = 4; batch = 32 seq; duration = 10M tok; context = 256 }\n"
#define CDP_BASE "base { lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.02 }\n"
#define CDP_SPEC CDP_MODEL CDP_REFERENCE CDP_BASE
// The same with betas that no batch or duration takes out of range.
#define CDP_POWER                                               \
  "use std.gpt\nuse std.complete_d_p\n"                         \
  "model = Gpt(width, depth, vocab = 256, context = context)\n" \
  "parameterization = complete_d_p(betas = \"power\")\n" CDP_REFERENCE CDP_BASE

// A classifier of rows of four numbers, all but its reference.
#define CDP_TABLE(reference)                                                                                \
  "use std.tabular\nuse std.complete_d_p\nmodel = MlpClassifier(width, depth, features = 4, classes = 3)\n" \
  "parameterization = complete_d_p()\ntraining { task = classify }\n" CDP_BASE reference
#define CDP_SAMPLES "reference { width = 64; depth = 2; batch = 32 seq; duration = 10k seq }\n"

// A parameterization with everything but the model, and a toy model of which only the body varies.
#define CDP_RUN "use std.complete_d_p\nparameterization = complete_d_p()\n" CDP_REFERENCE CDP_BASE
#define CDP_TOY(body)                                                                                         \
  "use std.linear\nmodule Toy(width, vocab) {\n  embed: Embedding(vocab, width)\n  head: Unembedding(width, " \
  "vocab)\n" body                                                                                             \
  "}\n"                                                                                                       \
  "model = Toy(width, 256)\n" CDP_RUN
