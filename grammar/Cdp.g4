// The grammar of .cdp files, the whole language. compiler/syntax reads the result and is the only user.
//
// Written for one token of lookahead nearly everywhere, so that the parser runs on switches. Three things are
// therefore looser here than in the language, and compiler/syntax/build_*.cpp holds them:
//   * an expression is a flat chain of operands and operators; precedence, tightest first, is
//     `^` (right to left), unary `-`, `* / %`, `+ -`, comparison (does not chain), `not`, `and`, `or`;
//   * the name of an argument and the type of a member are read as expressions;
//   * numbers carry what is attached to them: `10M`, `4Ki`, `5%`, `256seq`, `1Btok`.
// The lexer sees bytes: every byte of a multi-byte character stands for itself.
grammar Cdp;

file : (statement | SEMICOLON)* EOF ;

statement
  : use_=useStatement
  | extends_=extendsStatement
  | let_=letStatement
  | axis_=axisStatement
  | module_=moduleStatement
  | rules_=rulesStatement
  | model_=modelStatement
  | settings_=settingsStatement
  | target_=targetStatement
  | tune_=tuneStatement
  | search_=searchStatement
  | assert_=assertStatement
  ;

// ---- statements ------------------------------------------------------------------------------

useStatement
  : USE (parts+=NAME (DOT parts+=NAME)* | path=STRING) (COLON names+=NAME (COMMA names+=NAME)*)?
  ;

// All that another spec states, and what stands here on top of it.
extendsStatement : EXTENDS path=STRING ;

letStatement : LET name=NAME SET value=expr ;

axisStatement : AXIS name=NAME ;

modelStatement : keyword=(MODEL | PARAMETERIZATION) SET value=expr ;

settingsStatement : keyword=(REFERENCE | BASE | TRAINING) body=settings ;

targetStatement : TARGET name=NAME body=settings ;

tuneStatement : TUNE where=selector body=adjustments ;

searchStatement : SEARCH body=searchBody ;

assertStatement : ASSERT condition=expr (COMMA message=STRING)? ;

settings : LBRACE (entries+=setting | SEMICOLON)* RBRACE ;

setting : key=NAME SET value=expr ;

adjustments : LBRACE (entries+=adjustment | SEMICOLON)* RBRACE ;

// `1 - beta1 *= k` adjusts the complement; the number is then 1. `beta2 >= 0.95` is a bound of a rule set.
adjustment : (one=NUMBER MINUS)? key=NAME op=(SET | TIMES_SET | POWER_SET | LESS_EQUAL | GREATER_EQUAL) value=expr ;

searchBody : LBRACE (entries+=searchEntry | SEMICOLON)* RBRACE ;

searchEntry : target=qualified op=(SET | TIMES_SET) value=searchValue ;

// `1/8..8`, or one for each knot of a curve, `along(1/4..4, 1, 1/4..4)`
searchValue
  : curve=NAME LPAREN knots+=searchKnot (COMMA knots+=searchKnot)* COMMA? RPAREN
  | knots+=searchKnot
  ;

searchKnot : low=expr (DOT_DOT high=expr)? ;

// What an override or a search is about. In `blocks.*.mlp.lr` the selector's last step is the hyperparameter; behind a
// tag it is `key`.
qualified : (one=NUMBER MINUS)? (block=(BASE | TRAINING) DOT key=NAME | where=selector (DOT key=NAME)?) ;

parameters : LPAREN (entries+=parameter (COMMA entries+=parameter)* COMMA?)? RPAREN ;

parameter : name=NAME (SET value=expr)? ;

// ---- modules ---------------------------------------------------------------------------------

moduleStatement : MODULE name=NAME with=parameters? body=moduleBody ;

moduleBody : LBRACE (entries+=moduleItem | SEMICOLON)* RBRACE ;

moduleItem
  : asMember=member
  | asLet=letStatement
  | asIf=ifItem
  | asForward=forwardItem
  | asAssert=assertStatement
  ;

// `weight: Tensor(out, in) @router = normal`, `blocks: depth * Block(width)`
member : name=NAME COLON type=expr (AT tags+=NAME)* (SET distribution=NAME (AT tags+=NAME)*)? ;

ifItem : IF condition=expr then=moduleBody (ELSE (otherwise=moduleBody | chained=ifItem))? ;

forwardItem
  : FORWARD LPAREN (names+=NAME (COMMA names+=NAME)* COMMA?)? close=RPAREN (SET value=expr | body=forwardBody)
  ;

forwardBody : LBRACE (entries+=forwardStatement | SEMICOLON)* RBRACE ;

forwardStatement : (name=NAME SET | RETURN) value=expr ;

// ---- rule sets -------------------------------------------------------------------------------

rulesStatement : RULES name=NAME with=parameters? (EXTENDS parent=NAME from=arguments?)? body=rulesBody ;

rulesBody : LBRACE (entries+=rulesItem | SEMICOLON)* RBRACE ;

rulesItem
  : asLet=letStatement
  | REQUIRES asRequires=settings
  | asAssert=assertStatement
  | asIf=rulesIf
  | where=selector body=adjustments
  ;

// Not in it: `let`, which compiler/sema/check_rules.cpp refuses.
rulesIf : IF condition=expr then=rulesBody (ELSE (otherwise=rulesBody | chained=rulesIf))? ;

// ---- selectors -------------------------------------------------------------------------------

selector : alternatives+=selectorPath (COMMA alternatives+=selectorPath)* ;

// `@output not @readout`: with the first tag, without the second
selectorPath
  : (steps+=selectorStep (DOT steps+=selectorStep)* (AT tags+=NAME)* | (AT tags+=NAME)+) (NOT AT excluded+=NAME)*
  ;

// `blocks.0.attn` is `blocks[0].attn`
selectorStep : (name=NAME | star=STAR | stars=DOUBLE_STAR | number=NUMBER) indices+=selectorIndex* ;

selectorIndex
  : LBRACK (firstMinus=MINUS? first=NUMBER (DOT_DOT lastMinus=MINUS? last=NUMBER)? | name=NAME) RBRACK
  ;

// ---- expressions -----------------------------------------------------------------------------

expr
  : operands+=operand
    (operators+=(PLUS | MINUS | STAR | SLASH | PERCENT | CARET | EQUAL | NOT_EQUAL | LESS | LESS_EQUAL | GREATER
      | GREATER_EQUAL | AND | OR) operands+=operand)*
  ;

operand
  : (prefixes+=(MINUS | NOT))*
    ( number=NUMBER unit=UNIT?
    | parts+=NAME (DOT parts+=NAME)* call=arguments?
    | inner=LPAREN first=expr RPAREN
    | text=STRING
    | truth=(TRUE | FALSE)
    | list=LBRACK (items+=expr (COMMA items+=expr)* COMMA?)? RBRACK
    | branch=IF first=expr THEN second=expr ELSE third=expr
    )
  ;

arguments : LPAREN (entries+=argument (COMMA entries+=argument)* COMMA?)? RPAREN ;

// In `bias = true` the first expression is a name.
argument : first=expr (SET second=expr)? ;

// A single expression, selector or override by itself, for the command line.
onlyExpr : value=expr EOF ;
onlySelector : value=selector EOF ;
onlyOverride
  : target=qualified op=(SET | TIMES_SET | POWER_SET | LESS_EQUAL | GREATER_EQUAL) value=expr EOF
  ;

// ---- words -----------------------------------------------------------------------------------

USE : 'use' ;
LET : 'let' ;
AXIS : 'axis' ;
MODULE : 'module' ;
RULES : 'rules' ;
EXTENDS : 'extends' ;
REQUIRES : 'requires' ;
MODEL : 'model' ;
PARAMETERIZATION : 'parameterization' ;
REFERENCE : 'reference' ;
BASE : 'base' ;
TUNE : 'tune' ;
TRAINING : 'training' ;
TARGET : 'target' ;
SEARCH : 'search' ;
ASSERT : 'assert' ;
IF : 'if' ;
THEN : 'then' ;
ELSE : 'else' ;
AND : 'and' ;
OR : 'or' ;
NOT : 'not' ;
RETURN : 'return' ;
FORWARD : 'forward' ;
TRUE : 'true' ;
FALSE : 'false' ;
UNIT : 'seq' | 'tok' | 'steps' | 'tok_per_param' ;
NAME : [A-Za-z_] [A-Za-z0-9_]* ;

NUMBER : [0-9] [0-9_]* ('.' [0-9] [0-9_]*)? ([eE] [+-]? [0-9] [0-9_]*)? ([A-Za-z] [A-Za-z0-9_]* | '%')? ;

STRING : '"' (~["\\\r\n] | '\\' ~[\r\n])* '"' ;

// ---- signs -----------------------------------------------------------------------------------

LBRACE : '{' ;
RBRACE : '}' ;
LPAREN : '(' ;
RPAREN : ')' ;
LBRACK : '[' ;
RBRACK : ']' ;
SEMICOLON : ';' ;
COMMA : ',' ;
COLON : ':' ;
DOT : '.' ;
DOT_DOT : '..' ;
AT : '@' ;
SET : '=' ;
TIMES_SET : '*=' ;
POWER_SET : '^=' ;
PLUS : '+' ;
MINUS : '-' ;
STAR : '*' ;
DOUBLE_STAR : '**' ;
SLASH : '/' ;
PERCENT : '%' ;
CARET : '^' ;
EQUAL : '==' ;
NOT_EQUAL : '!=' ;
LESS : '<' ;
LESS_EQUAL : '<=' ;
GREATER : '>' ;
GREATER_EQUAL : '>=' ;

// ---- between tokens --------------------------------------------------------------------------

DOC : '///' (~[/\r\n] ~[\r\n]*)? -> channel(HIDDEN) ;
COMMENT : '//' ~[\r\n]* -> channel(HIDDEN) ;
SPACE : [ \t\r\n\u0000]+ -> skip ;

// ---- what other languages write; reported with the way out, never seen by the parser ----------

BLOCK_COMMENT : '/*' ;
HASH_COMMENT : '#' ~[\r\n]* ;
FOREIGN_STRING : '\'' ~['\r\n]* '\'' ;
FOREIGN_AND : '&&' ;
FOREIGN_OR : '||' ;
FOREIGN_NOT : '!' ;
FOREIGN_SET : '+=' | '-=' | '/=' ;
UNCLOSED_STRING : '"' (~["\\\r\n] | '\\' ~[\r\n])* '\\'? ;
UNKNOWN : . ;
